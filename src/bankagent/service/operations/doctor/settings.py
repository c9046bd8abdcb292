"""Check of settings: of the server, of the database, and of logins of services and operators."""

from typing import NamedTuple

from bankagent.db.pool import Connection
from bankagent.db.session import PINNED
from bankagent.domain.checkup import CheckFinding, Severity
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor

PROBLEM, WARNING = Severity.PROBLEM, Severity.WARNING
FINE = (Severity.OK, "")
REPEATS = "verbs fail where two meet, and must be repeated"

# Values by setting, as PostgreSQL prints them: each with its severity and consequence. What our own
# connections pin (db/session.sql) hurts the sessions of other programs, psql among them.
UNSAFE = {
    "fsync": {"off": (PROBLEM, "a crash of the machine can destroy the database")},
    "full_page_writes": {"off": (PROBLEM, "a crash of the machine can destroy pages")},
    "zero_damaged_pages": {"on": (PROBLEM, "a damaged page is emptied, with the requests on it")},
    "ignore_checksum_failure": {"on": (PROBLEM, "a damaged page is read as if it were whole")},
    "session_replication_role": {
        "replica": (PROBLEM, "our triggers do not fire, and services refuse to start"),
        "local": (WARNING, "bankagent is not tested with it"),
    },
    "track_counts": {"off": (PROBLEM, "autovacuum does not know what to do")},
    "track_activities": {"off": (WARNING, "waiting and blocking sessions are not visible")},
    "synchronous_commit": {
        "off": (WARNING, "a crash loses what was acknowledged"),
        "local": (WARNING, "a failover loses what was acknowledged"),
    },
    "default_transaction_read_only": {"on": (WARNING, "nothing can be written")},
    "default_transaction_isolation": {
        "serializable": (WARNING, REPEATS),
        "repeatable read": (WARNING, REPEATS),
    },
    "client_min_messages": {"error": (WARNING, "nothing warns that no standby has a commit")},
    "exit_on_error": {"on": (WARNING, "the first refusal of a verb ends the session")},
    "standard_conforming_strings": {"off": (WARNING, "a backslash in a text is an escape")},
    "transform_null_equals": {"on": (WARNING, "x = null means x is null")},
    "array_nulls": {"off": (WARNING, "NULL in an array is a word")},
    "allow_system_table_mods": {"on": (WARNING, "PostgreSQL's own catalog can be changed by hand")},
    "enable_indexscan": {"off": (WARNING, "lists and views read whole tables")},
}
# Seconds below which a time-out hurts, by setting. A view of ops may take some seconds, and a verb
# waits for its neighbours for a moment.
CUT_OFF = "views and verbs are cut off"
SHORTEST = {
    "statement_timeout": (5.0, CUT_OFF),
    "transaction_timeout": (5.0, f"{CUT_OFF}, and their session with them"),
    "lock_timeout": (1.0, "verbs fail where two meet"),
    "idle_in_transaction_session_timeout": (5.0, "a transaction ends while its next line is typed"),
}
VIEWS, PATH = "restrict_nonsystem_relation_kind", "search_path"
NAMES = [*UNSAFE, *SHORTEST, VIEWS, PATH]
# They matter where a commit waits for a standby.
OF_STANDBYS = {("synchronous_commit", "local"), ("client_min_messages", "error")}


class Given(NamedTuple):
    """A setting, its value as PostgreSQL prints it, for whom it is set, and what undoes it."""

    name: str
    setting: str
    scope: str
    undo: str


async def settings(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """No setting of the server, the database or our logins breaks a promise."""
    has_standby = (await doctor.row(conn, "waits_for_standbys")).waits
    findings = []
    for one in await _given(conn):
        severity, consequence = await _judged(conn, one)
        if not consequence or ((one.name, one.setting) in OF_STANDBYS and not has_standby):
            continue
        if one.name in PINNED:
            consequence = f"in psql and other programs {consequence}; our services set their own"
        message = f"{one.name} is {one.setting}{one.scope}: {consequence}."
        findings.append(CheckFinding(severity, "unsafe_setting", message, one.undo))
    return findings


async def _given(conn: Connection) -> list[Given]:
    of_roles = [
        Given(
            one.name,
            await doctor.canonical(conn, one.name, one.setting),
            one.scope,
            f"{one.undo} reset {one.name};",
        )
        for one in await doctor.rows(conn, "settings_of_roles", names=NAMES)
    ]
    # Where our own login has another, the server's does not show: it is seen once that is undone.
    hidden = {one.name for one in await doctor.rows(conn, "settings_of_our_login", names=NAMES)}
    return [
        Given(one.name, one.setting, "", one.undo)
        for one in await doctor.rows(conn, "server_settings", names=NAMES)
        if one.name not in hidden
    ] + of_roles


async def _judged(conn: Connection, given: Given) -> tuple[Severity, str]:
    if given.name in UNSAFE:
        return UNSAFE[given.name].get(given.setting, FINE)
    words = [word.strip(' "').lower() for word in given.setting.split(",")]
    if given.name == VIEWS:
        return (WARNING, "no view of ops can be read") if "view" in words else FINE
    if given.name == PATH:
        is_behind = "pg_catalog" in words[1:]
        return (WARNING, "PostgreSQL's own names may mean others") if is_behind else FINE
    seconds = (await doctor.row(conn, "seconds", duration=given.setting)).seconds
    shortest, consequence = SHORTEST[given.name]
    return (WARNING, consequence) if 0 < seconds < shortest else FINE
