"""The database and the user that a service works with."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from bankagent.db.production import refuse_unsafe
from bankagent.db.server import database
from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from bankagent.settings import Settings, secret_now

log = logging.getLogger(__name__)

API = "bankagent_api"
WORKER = "bankagent_worker"

# Returns the connection string for a new connection: the password may change while we run.
Conninfo = Callable[[], str]


@contextmanager
def opened(settings: Settings, role: str, *, unsafe: Sequence[str] = ()) -> Iterator[Conninfo]:
    """Yield the connection string of a service, and hold the embedded server while inside.

    A URL of the service's own is used as it is: its user should have the role and no more. With
    DATABASE_URL alone the connection becomes the role in development, which is convenience and no
    boundary; in production it keeps its user, and the start-up check refuses an owner.
    Production refuses unsafe settings first, those named in `unsafe` among them.
    """
    own = settings.api_database_url if role == API else settings.worker_database_url
    if own is not None:
        name = f"{role.upper()}_DATABASE_URL"
        url = DatabaseUrl.parse(own.get_secret_value(), name)
        refuse_unsafe(settings, url, also=unsafe)
        yield _renewed(settings, name, url, application_name=_shown(role))
        return
    become = None if settings.app_env == "production" else role
    with database(settings) as url:
        refuse_unsafe(settings, url, also=unsafe)
        yield _renewed(settings, "DATABASE_URL", url, application_name=_shown(role), role=become)


def _shown(role: str) -> str:
    return role.replace("_", "/", 1)


def _renewed(
    settings: Settings,
    name: str,
    url: DatabaseUrl,
    *,
    application_name: str,
    role: str | None = None,
) -> Conninfo:
    """Return the connection string of a URL, whose file is read again for each connection."""
    last = url

    def conninfo() -> str:
        nonlocal last
        try:
            if (text := secret_now(name)) and text != last.text:
                found = DatabaseUrl.parse(text, name)
                refuse_unsafe(settings, found)
                last = found
        except BadSettings as error:
            log.warning("the database's URL is not read again", extra={"detail": error.detail})
        return last.conninfo(application_name=application_name, role=role)

    return conninfo
