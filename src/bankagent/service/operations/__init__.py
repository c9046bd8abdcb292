"""Operations: status of the service, gauges for Prometheus, the doctor."""
