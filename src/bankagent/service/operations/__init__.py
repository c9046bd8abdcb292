"""The state of the service: status, gauges for Prometheus, the doctor."""
