"""Settings of logs and metrics."""

import re
from typing import Literal

from pydantic import Field, field_validator

from bankagent.settings.area import Area

LARGEST_PORT = 65535
ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([1-9][0-9]{0,4})", re.ASCII)


class ObservabilitySettings(Area):
    """The form and level of log lines, and the address of a worker's metrics and health probes."""

    log_format: Literal["json", "text"] = Field("json", alias="BANKAGENT_LOG_FORMAT")
    log_level: Literal["debug", "info", "warning", "error"] | None = Field(
        None, alias="BANKAGENT_LOG_LEVEL"
    )
    metrics_address: str | None = Field(None, alias="BANKAGENT_METRICS_ADDRESS")

    @field_validator("metrics_address")
    @classmethod
    def _is_host_and_port(cls, address: str | None) -> str | None:
        found = ADDRESS.fullmatch(address or "")
        if address and not (found and int(found[2]) <= LARGEST_PORT):
            raise ValueError("it must be host:port, such as 127.0.0.1:9464")
        return address
