"""Settings of the database: its URLs, and the data folder and programs of the embedded server."""

import os
import sys
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from bankagent.settings.area import Area


def default_data_folder() -> Path:
    """Return the folder `bankagent` under the user's data folder, as the platform names it."""
    if given := os.environ.get("XDG_DATA_HOME"):
        return Path(given) / "bankagent"
    try:
        home = Path.home()
    except RuntimeError:  # a container under an account number without name and HOME
        return Path("/var/lib/bankagent")
    macos = sys.platform == "darwin"
    return home / ("Library/Application Support" if macos else ".local/share") / "bankagent"


class DatabaseSettings(Area):
    """The database of the services and of operators; without a URL it is an embedded server."""

    database_url: SecretStr | None = Field(None, alias="DATABASE_URL")
    api_database_url: SecretStr | None = Field(None, alias="BANKAGENT_API_DATABASE_URL")
    worker_database_url: SecretStr | None = Field(None, alias="BANKAGENT_WORKER_DATABASE_URL")
    unverified_database: Literal["refused", "allowed"] = Field(
        "refused", alias="BANKAGENT_UNVERIFIED_DATABASE"
    )
    data: Path = Field(default_factory=default_data_folder, alias="BANKAGENT_DATA")
    pg_bin: Path | None = Field(None, alias="BANKAGENT_PG_BIN")

    @field_validator("database_url", "api_database_url", "worker_database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it must begin with postgresql://")
        return url

    @field_validator("data", "pg_bin")
    @classmethod
    def _is_absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()
