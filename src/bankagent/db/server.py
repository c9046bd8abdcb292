"""The database that the settings name, or without one an embedded server that we hold meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from bankagent.db.embedded import EmbeddedServer
from bankagent.db.url import understood
from bankagent.errors import BadSettings, Unavailable
from bankagent.settings import Settings

Log = Callable[[str], None]


@contextmanager
def database(settings: Settings, *, log: Log = lambda _: None) -> Iterator[str]:
    """Yield DATABASE_URL, or the URL of the embedded server, which runs while we are inside."""
    if settings.database_url:
        yield understood(settings.database_url.get_secret_value(), "DATABASE_URL")
        return
    server = embedded(settings, log=log)
    url = server.start()
    try:
        yield url
    finally:
        server.release()


def embedded(settings: Settings, *, log: Log = lambda _: None) -> EmbeddedServer:
    """Return the embedded server of the settings' data folder, not started."""
    if settings.app_env == "production":
        raise BadSettings(
            "APP_ENV=production needs DATABASE_URL: the embedded PostgreSQL is for trials."
        )
    return EmbeddedServer(settings.data, pg_bin=settings.pg_bin, log=log)


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Turn an error of the database inside into Unavailable with the first line that it said."""
    try:
        yield
    except psycopg.Error as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise Unavailable(f"The database did not do it: {said.rstrip('.')}.") from None


def shown(url: str) -> str:
    """Return where a URL leads without its secrets: `bankagent at localhost:5432 as ann`."""
    said = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    where = said.get("host", "the default host") + (f":{said['port']}" if "port" in said else "")
    return f"{said.get('dbname', 'the default database')} at {where} as {said.get('user', 'you')}"
