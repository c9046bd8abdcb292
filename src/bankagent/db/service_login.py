"""The database and the user that a service works with."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bankagent.db.production import refuse_unsafe
from bankagent.db.server import database
from bankagent.db.url import DatabaseUrl
from bankagent.settings import Settings

API = "bankagent_api"
WORKER = "bankagent_worker"


@contextmanager
def opened(settings: Settings, role: str, *, unsafe: Sequence[str] = ()) -> Iterator[str]:
    """Yield the connection string of a service, and hold the embedded server while inside.

    A URL of the service's own is used as it is: its user should have the role and no more. With
    DATABASE_URL alone the connection becomes the role in development, which is convenience and no
    boundary; in production it keeps its user, and the start-up check refuses an owner.
    Production refuses unsafe settings first, those named in `unsafe` among them.
    """
    own = settings.api_database_url if role == API else settings.worker_database_url
    name = role.replace("_", "/", 1)
    if own is not None:
        url = DatabaseUrl.parse(own.get_secret_value(), f"{role.upper()}_DATABASE_URL")
        refuse_unsafe(settings, url, also=unsafe)
        yield url.conninfo(application_name=name)
        return
    become = None if settings.app_env == "production" else role
    with database(settings) as url:
        refuse_unsafe(settings, url, also=unsafe)
        yield url.conninfo(application_name=name, role=become)
