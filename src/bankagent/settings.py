"""Where this process finds its database, its data and its port: environment first, then `.env`.

Every secret NAME has a twin NAME_FILE, the path of a file that holds the value, as secret stores
mount them. A name that we do not know is refused, because a misspelt setting is silently unset.
"""

import os
import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource

from bankagent.errors import BadSettings

SECRETS = (
    "DATABASE_URL",
    "BANKAGENT_API_DATABASE_URL",
    "BANKAGENT_WORKER_DATABASE_URL",
    "BANKAGENT_KEY",
)

# Kubernetes gives every pod of a namespace that has a Service called bankagent such names.
KUBERNETES_LINK = re.compile(r"BANKAGENT_(\w+_)?(SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_\w+)?)")

MOST_PORTS = 65535
ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):([1-9][0-9]{0,4})", re.ASCII)


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


class Settings(BaseModel):
    """The settings of one process; secrets show as asterisks wherever they are printed."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, validate_by_name=True)

    database_url: SecretStr | None = Field(None, alias="DATABASE_URL")
    api_database_url: SecretStr | None = Field(None, alias="BANKAGENT_API_DATABASE_URL")
    worker_database_url: SecretStr | None = Field(None, alias="BANKAGENT_WORKER_DATABASE_URL")
    app_env: Literal["development", "production"] = Field("development", alias="APP_ENV")
    unverified_database: Literal["refused", "allowed"] = Field(
        "refused", alias="BANKAGENT_UNVERIFIED_DATABASE"
    )
    url: str | None = Field(None, alias="BANKAGENT_URL")
    key: SecretStr | None = Field(None, alias="BANKAGENT_KEY")
    port: int = Field(8000, alias="PORT", ge=1, le=65535)
    data: Path = Field(default_factory=default_data_folder, alias="BANKAGENT_DATA")
    pg_bin: Path | None = Field(None, alias="BANKAGENT_PG_BIN")
    log_format: Literal["json", "text"] = Field("json", alias="BANKAGENT_LOG_FORMAT")
    log_level: Literal["debug", "info", "warning", "error"] | None = Field(
        None, alias="BANKAGENT_LOG_LEVEL"
    )
    metrics_address: str | None = Field(None, alias="BANKAGENT_METRICS_ADDRESS")

    @field_validator("database_url", "api_database_url", "worker_database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("it must begin with postgresql://")
        return url

    @field_validator("metrics_address")
    @classmethod
    def _is_host_and_port(cls, address: str | None) -> str | None:
        found = ADDRESS.fullmatch(address or "")
        if address and not (found and int(found[2]) <= MOST_PORTS):
            raise ValueError("it must be host:port, such as 127.0.0.1:9464")
        return address

    @field_validator("data", "pg_bin")
    @classmethod
    def _is_absolute(cls, path: Path | None) -> Path | None:
        return path and path.expanduser().absolute()


KNOWN = frozenset(str(field.alias) for field in Settings.model_fields.values())
TWINS = {f"{name}_FILE": name for name in SECRETS}


def load(environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Return the settings, or raise BadSettings with one sentence that says what to change."""
    env = os.environ if environ is None else environ
    try:
        written = DotEnvSettingsSource(BaseSettings, dotenv, case_sensitive=True).env_vars
    except (OSError, UnicodeDecodeError):
        raise BadSettings(f"{dotenv} is not a text file that this account can read.") from None
    try:
        return Settings.model_validate(_ours(written, env) | _ours(env, env))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        what = str(first["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
        raise BadSettings(f"{first['loc'][0]} is not usable: {what}.") from None


def _ours(source: Mapping[str, str | None], environ: Mapping[str, str]) -> dict[str, Any]:
    """Keep our own names of one source, with each file twin read; an empty string is unset."""
    given = {name: value.strip() for name, value in source.items() if value and value.strip()}
    for name in given:
        if name.startswith("BANKAGENT_") and not (name in KNOWN or name in TWINS):
            _refuse_unless_kubernetes(name, environ)
    for twin, name in TWINS.items():
        if twin in given:
            if name in given:
                raise BadSettings(f"{name} and {twin} are both set; keep one of them.")
            given[name] = _secret_in(twin, given[twin])
    return {name: value for name, value in given.items() if name in KNOWN}


def _refuse_unless_kubernetes(name: str, environ: Mapping[str, str]) -> None:
    if "KUBERNETES_SERVICE_HOST" in environ and KUBERNETES_LINK.fullmatch(name):
        return
    short = {known.removeprefix("BANKAGENT_"): known for known in (*KNOWN, *TWINS)}
    near = get_close_matches(name.removeprefix("BANKAGENT_"), short, n=1, cutoff=0)[0]
    raise BadSettings(f"{name} is not a setting of bankagent; did you mean {short[near]}?")


def _secret_in(twin: str, path: str) -> str:
    # The path is not shown: it may be the secret itself, given under the wrong name.
    try:
        secret = Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError, RuntimeError):
        raise BadSettings(f"{twin} does not name a text file that this account can read.") from None
    if not secret:
        raise BadSettings(f"{twin} names a file that is empty; put the value in it.")
    return secret
