"""Load the settings: environment first, then `.env`; refuse what is wrong in one sentence.

Every secret NAME has a twin NAME_FILE, the path of a file that holds the value, as secret stores
mount them. An unknown name that begins with BANKAGENT_ is refused, because a misspelt setting
would be silently unset.
"""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

from bankagent.errors import BadSettings
from bankagent.settings.agent import AgentSettings
from bankagent.settings.client import ClientSettings
from bankagent.settings.database import DatabaseSettings
from bankagent.settings.embeddings import EmbeddingSettings
from bankagent.settings.mail import MailSettings
from bankagent.settings.models import ModelSettings
from bankagent.settings.observability import ObservabilitySettings
from bankagent.settings.redaction import RedactionSettings
from bankagent.settings.service import ServiceSettings


class Settings(
    AgentSettings,
    ClientSettings,
    EmbeddingSettings,
    MailSettings,
    ModelSettings,
    ObservabilitySettings,
    RedactionSettings,
    ServiceSettings,
    DatabaseSettings,
):
    """The settings of one process; secrets show as asterisks wherever they are printed."""


FIELDS = {str(field.alias): field for field in Settings.model_fields.values()}
KNOWN = frozenset(FIELDS)
SECRETS = tuple(
    name for name, field in FIELDS.items() if field.annotation in {SecretStr, SecretStr | None}
)
TWINS = {f"{name}_FILE": name for name in SECRETS}

# Kubernetes gives every pod of a namespace that has a Service called bankagent such names.
KUBERNETES_LINK = re.compile(r"BANKAGENT_(\w+_)?(SERVICE_HOST|SERVICE_PORT\w*|PORT(_\d+_\w+)?)")


def load(environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")) -> Settings:
    """Return the settings of the environment and, for names unset there, of the file `dotenv`.

    Raises:
        BadSettings: one sentence that says which setting to change and how.
    """
    env, written = _environ(environ), _written(dotenv)
    try:
        return Settings.model_validate(_ours(written, env) | _ours(env, env))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        why = str(first["msg"]).removeprefix("Value error, ").replace("Input should", "it should")
        raise BadSettings(f"{first['loc'][0]} is not usable: {why}.") from None


def secret_now(
    name: str, environ: Mapping[str, str] | None = None, dotenv: Path | None = Path(".env")
) -> str | None:
    """Return a secret as its file has it now; None where it does not come from a file.

    Raises:
        BadSettings: the file cannot be read, or is empty.
    """
    twin = f"{name}_FILE"
    path = _environ(environ).get(twin) or _written(dotenv).get(twin)
    return _secret_in(twin, path.strip()) if path and path.strip() else None


def _environ(environ: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if environ is None else environ


def _written(dotenv: Path | None) -> Mapping[str, str | None]:
    """Return the names of a file; in secrets alone ${NAME} stands for no other one."""
    if dotenv is None:
        return {}
    try:
        written = dotenv_values(dotenv, encoding="utf-8")
        literally = dotenv_values(dotenv, encoding="utf-8", interpolate=False)
        return {**written, **{name: literally[name] for name in SECRETS if name in literally}}
    except (OSError, UnicodeDecodeError):
        raise BadSettings(f"{dotenv} is not a text file that this account can read.") from None


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
