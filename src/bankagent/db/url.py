"""How we connect: the settings of a connection, each for a failure that was measured."""

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bankagent.errors import BadSettings

SEARCH_PATH = "bankagent,procrastinate,ops"

# A host that vanished is given up after about 9 s instead of minutes; a URL may say otherwise.
DEFAULTS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 6000,
}


def understood(url: str, name: str) -> str:
    """Return the URL of the setting `name`.

    Raises:
        BadSettings: libpq cannot read it; its own words would show a piece of the password.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise BadSettings(
            f"{name} is not a URL that PostgreSQL understands: write what is special in its "
            "password with percent signs (@ as %40, % as %25, a space as %20)."
        ) from None
    return url


def conninfo(
    url: str, *, application_name: str, role: str | None = None, search_path: bool = False
) -> str:
    """Return the connection string for a URL of PostgreSQL.

    Args:
        url: postgresql://… as the settings give it; what it says wins over our defaults.
        application_name: how the connection shows in pg_stat_activity.
        role: the role to become after connecting, for development only: it is no boundary.
        search_path: whether unqualified names must find our schemas. It travels in the start-up
            options, which not every pooler lets through, so the API does without.
    """
    given = conninfo_to_dict(url)
    options = [str(given.get("options") or "")]
    if role:
        options.append(f"-c role={role}")
    if search_path:
        options.append(f"-c search_path={SEARCH_PATH}")
    wanted = (
        DEFAULTS
        | {"application_name": application_name}
        | {key: value for key, value in given.items() if value is not None}
    )
    if joined := " ".join(filter(None, options)):
        wanted["options"] = joined
    return make_conninfo("", **wanted)
