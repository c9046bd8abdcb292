"""The command that opens a SQL prompt on a database."""

import os
from pathlib import Path

from psycopg.conninfo import make_conninfo

from bankagent.db import session
from bankagent.db.embedded import find_psql
from bankagent.db.url import DatabaseUrl
from bankagent.errors import CannotRun
from bankagent.settings import Settings


def command(url: DatabaseUrl, settings: Settings) -> tuple[list[str], dict[str, str]]:
    """Return the arguments and the environment of a psql on this database.

    The password travels in the environment, because every account of a machine can read arguments.

    Raises:
        CannotRun: there is no psql.
    """
    psql = find_psql(settings.pg_bin, wheel_first=not settings.database_url)
    if not psql:
        raise CannotRun("No psql was found; install PostgreSQL's client programs.")
    wanted = url.parameters(application_name="bankagent/psql", settings=session.at_a_prompt())
    password = wanted.pop("password", None)
    env = dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})
    return [str(Path(psql)), f"--dbname={make_conninfo('', **wanted)}"], env
