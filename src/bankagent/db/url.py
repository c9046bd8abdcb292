"""A database URL, parsed once, and the connection parameters that follow from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bankagent.db.resolved import resolved
from bankagent.db.session import ENCODING
from bankagent.errors import BadSettings

# For libpq the first @ ends a password, unless a / stands before it. What follows it up to a second
# one, or that /, is taken for hosts, ports and the database, which are shown. Control characters
# have no place in a URL.
MISREAD = re.compile(r"^\w+://([^@/]*@)?+[^@?]*@|[\x00-\x1f\x7f\ud800-\udfff]")
# A name, an address, or the folder or abstract name of a socket; libpq takes any text.
HOST = re.compile(r"[A-Za-z0-9._:%-]*|/.*|@[^@/]*", re.ASCII)
PORT = re.compile(r"|0*[1-9][0-9]{0,4}", re.ASCII)
LARGEST_PORT = 65535

NOTHING: Mapping[str, str] = MappingProxyType({})

# A host that vanished is given up after about 9 s instead of minutes; a URL may say otherwise.
DEFAULTS = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": 6000,
}


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A URL of PostgreSQL; its text and its parameters may hold a password, its str does not.

    >>> str(DatabaseUrl.parse("postgresql://ann:s3cret@db:5433/bank"))
    'bank at db:5433 as ann'
    """

    text: str = field(repr=False)
    given: Mapping[str, str] = field(repr=False)

    @classmethod
    def parse(cls, text: str, setting: str = "DATABASE_URL") -> Self:
        """Parse the URL that `setting` gives.

        Raises:
            BadSettings: libpq cannot read it, or takes a piece of the password for another part;
                its own words, and that part, would show the piece.
        """
        given = _read(text)
        if given is None:
            raise BadSettings(
                f"{setting} is not a URL that PostgreSQL understands: write what is special in its "
                "password with percent signs (@ as %40, / as %2F, % as %25, a space as %20)."
            )
        return cls(text, given)

    def __str__(self) -> str:
        """Return where the URL leads, without its secrets: `bankagent at db:5432 as ann`."""
        port = self.given.get("port", "").strip(",")  # libpq gives "," for two hosts without one
        where = self.given.get("host", "the default host") + (f":{port}" if port else "")
        database = self.given.get("dbname", "the default database")
        return f"{database} at {where} as {self.given.get('user', 'you')}"

    @property
    def is_on_this_machine(self) -> bool:
        """Whether all hosts that libpq would try are this machine."""
        used = resolved(self.text)
        return used is not None and all(host.is_this_machine for host in used.hosts)

    def parameters(
        self,
        *,
        application_name: str,
        role: str | None = None,
        settings: Mapping[str, str] = NOTHING,
    ) -> dict[str, str | int]:
        """Return the connection's parameters; what the URL says wins over our defaults.

        Args:
            application_name: how the connection shows in pg_stat_activity.
            role: the role to become after connecting, for development only: it is no boundary.
            settings: settings of the session by name, for psql. They travel in the start-up
                options, which poolers refuse, so the services do without (db/session.py).
        """
        started = ({"role": role} if role else {}) | dict(settings)
        options = [f"-c {name}={value}" for name, value in started.items()]
        return {
            **DEFAULTS,
            "application_name": application_name,
            **self.given,
            "client_encoding": ENCODING,
            # Also where there are none: PGOPTIONS is meant for people, and poolers refuse it.
            "options": " ".join(filter(None, [self.given.get("options", ""), *options])),
        }

    def conninfo(self, *, application_name: str, role: str | None = None) -> str:
        """Return the connection string of these parameters, for psycopg."""
        return make_conninfo("", **self.parameters(application_name=application_name, role=role))


def _read(text: str) -> dict[str, str] | None:
    """Return the parameters of a URL by name; None where libpq cannot read it, or misreads it."""
    try:
        found = conninfo_to_dict(text)
    except (psycopg.ProgrammingError, UnicodeEncodeError):
        return None
    given = {key: str(value) for key, value in found.items() if value is not None}
    hosts = (*given.get("host", "").split(","), *given.get("hostaddr", "").split(","))
    ports = given.get("port", "").split(",")
    is_whole = (
        not MISREAD.search(text)
        and all(HOST.fullmatch(host) for host in hosts)
        and all(PORT.fullmatch(port) and int(port or 0) <= LARGEST_PORT for port in ports)
    )
    return given if is_whole else None
