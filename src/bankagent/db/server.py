"""The database server to work with: DATABASE_URL's, or an embedded one that we hold meanwhile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bankagent.db.embedded import EmbeddedServer
from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from bankagent.settings import Settings

Log = Callable[[str], None]


@contextmanager
def database(settings: Settings, *, log: Log = lambda _: None) -> Iterator[DatabaseUrl]:
    """Yield DATABASE_URL, or the URL of the embedded server, which runs while we are inside."""
    if settings.database_url:
        yield DatabaseUrl.parse(settings.database_url.get_secret_value())
        return
    server = embedded(settings, log=log)
    url = DatabaseUrl.parse(server.start())
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
