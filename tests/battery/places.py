"""Places where a setting can be set: roles, databases, and the environment of processes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.battery import neighbours
from tests.support.rows import Conn

DATABASE, ROLES, ROLES_HERE = "database", "roles", "roles in database"
OPTIONS, VARIABLES = "PGOPTIONS", "libpq's variables"
PLACES = (DATABASE, ROLES, ROLES_HERE, OPTIONS, VARIABLES)
IN_THE_SERVER = (DATABASE, ROLES, ROLES_HERE)
WITH_VARIABLES = PLACES

# Settings that libpq takes from a variable of their own.
TWINS = {"datestyle": "PGDATESTYLE", "timezone": "PGTZ", "client_encoding": "PGCLIENTENCODING"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting with its value, and what it has to do with us.

    `prepare`: SQL of a superuser that must come first. `psql_says`: words of PostgreSQL's own error
    where a session of psql cannot work under it, which no verb can help. `refused`: a service does
    not start under it. `named`: the doctor names it.
    """

    name: str
    value: str
    broke: str = ""
    places: tuple[str, ...] = (DATABASE, ROLES, ROLES_HERE, OPTIONS)
    prepare: str = ""
    psql_says: tuple[str, ...] = ()
    refused: bool = False
    named: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} = {self.value or repr('')}"


@dataclass(frozen=True, slots=True)
class Logins:
    """Names of one trial's own logins: what is set for a role holds in all databases."""

    api: str
    worker: str
    operator: str
    auditor: str

    @property
    def all(self) -> tuple[str, ...]:
        return (self.api, self.worker, self.operator, self.auditor)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The settings of one trial, and what else is special about its database.

    `place` is where they are set. `pooled`: the API is behind PgBouncer. `abroad`: the database has
    another language's locale, as far as its server has one. `beside`: the bank has a Procrastinate
    of its own in the database.
    """

    settings: Sequence[Setting] = ()
    place: str = DATABASE
    pooled: bool = False
    abroad: bool = False
    beside: bool = False

    def prepare(self, dba: Conn) -> None:
        """Create in a database what settings need, and the bank's own."""
        for one in self.settings:
            if one.prepare:
                dba.execute(one.prepare)
        if self.beside:
            neighbours.install(dba)

    def apply_to(self, dba: Conn, database: str, logins: Logins) -> None:
        """Set in the server what is set there; sessions that are open keep what they have."""
        for one in self.settings:
            for whom in self._whom(database, logins):
                dba.execute(f"alter {whom} set {one.name} = {_literal(one)}")

    def environ(self) -> dict[str, str]:
        """Return the variables that all processes of the trial have."""
        if self.place == OPTIONS:
            given = [f"-c {one.name}={_escaped(one.value)}" for one in self.settings]
            return {"PGOPTIONS": " ".join(given)}
        if self.place == VARIABLES:
            return {TWINS[one.name]: one.value for one in self.settings}
        return {}

    def _whom(self, database: str, logins: Logins) -> list[str]:
        if self.place == DATABASE:
            return [f"database {database}"]
        within = f" in database {database}" if self.place == ROLES_HERE else ""
        if self.place in IN_THE_SERVER:
            return [f"role {login}{within}" for login in logins.all]
        return []


def _literal(one: Setting) -> str:
    # A list of names is not one name with commas in it.
    if one.name == "search_path":
        return ", ".join(f"'{name.strip()}'" for name in one.value.split(","))
    return f"'{one.value}'"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")
