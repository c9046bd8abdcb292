"""Databases of tests: copies of one template that has our schema, with a login for each role."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from bankagent.db.migrate import migrate
from tests.support.folders import one_at_a_time

SQL = Path(__file__).parents[2] / "sql"
# Rows that a test settles by hand have no inputs.
# Each gap is one of an audit entry or of a request.
REQUESTED = """
select exists (select from bankagent.agent_audit_log)
    or exists (select from bankagent.banking_requests)
"""
DECIDED = "select exists (select from bankagent.evaluations as e where e.known is not null)"
# A server without ICU lists one collation of it. Locales in English sort as others do.
LOCALE = """
select coalesce(
    (
        select format('locale_provider libc locale %L', min(c.collcollate))
        from pg_collation as c
        where
            c.collprovider = 'c'
            and pg_encoding_to_char(c.collencoding) = 'UTF8'
            and c.collcollate !~* '^(c|posix|en)([._]|$)'
        having count(*) > 0
    ),
    (
        select 'locale_provider icu icu_locale ''tr-TR'' locale ''C'' '
        from pg_collation as c
        where c.collprovider = 'i'
        having count(*) > 1
    ),
    (
        select format(
            'locale_provider builtin builtin_locale %L locale ''C'' ',
            max(to_jsonb(c) ->> 'colllocale')
        )
        from pg_collation as c
        where c.collprovider = 'b'
        having count(*) > 0
    ),
    'locale ''C'' '
)
"""
LOGINS = {
    "api_user": "bankagent_api",
    "worker_user": "bankagent_worker",
    "auditor_user": "bankagent_auditor",
    "shadow_user": "bankagent_shadow",
}


@dataclass(frozen=True, slots=True)
class Database:
    """One database: the URL of its owner, a superuser, and of a login for each of our roles."""

    name: str
    url: str
    api_url: str
    worker_url: str
    auditor_url: str
    shadow_url: str


def template(url: str) -> str:
    """Return the name of the template database of our schema as it stands, built if need be."""
    with one_at_a_time():
        return make_template(url)


def make_template(url: str) -> str:
    """Do the same where no other process can be at it."""
    name = f"tpl_{_digest()}"
    with psycopg.connect(url, autocommit=True) as conn:
        if conn.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        conn.execute(f"drop database if exists {name}_new")
        conn.execute(f"create database {name}_new")
        migrate(changed_url(url, f"{name}_new"), log=lambda _: None)
        _make_logins(url, conn)
        conn.execute(f"alter database {name}_new is_template true allow_connections false")
        conn.execute(f"alter database {name}_new rename to {name}")
    return name


def clone(url: str, template: str | None, *, spent: list[Database] | None = None) -> Database:
    """Create a database from the template (None: an empty one) and return its URLs.

    The databases of tests that are over, `spent`, are dropped before: files that are gone need not
    be written to a disk. A moment after its test, since the end of a connection takes a moment,
    and dropping would wait for it in steps of 100 ms.
    """
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as conn:
        while spent:
            conn.execute(f"drop database if exists {spent.pop().name} with (force)")
        # A copy of the files takes two thirds of the time that writing it all to the WAL does.
        conn.execute(
            f"create database {name} template {template or 'template1'} strategy file_copy"
        )
    return named(url, name)


def abroad(url: str) -> Database:
    """Create a database in another language's locale and migrate it; return its URLs.

    It sorts and compares as libc does in a language that the server has, else as ICU does in
    Turkish, else by PostgreSQL's own rules for Unicode.
    """
    name = f"t_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as conn:
        ((locale,),) = conn.execute(LOCALE).fetchall()
        conn.execute(f"create database {name} encoding 'UTF8' template template0 {locale}")
    database = named(url, name)
    migrate(database.url, log=lambda _: None)
    return database


def named(url: str, name: str) -> Database:
    """Return the URLs of a database of this name."""
    own = changed_url(url, name)
    logins = (changed_url(url, name, (who, _password(url, who))) for who in LOGINS)
    return Database(name, own, *logins)


def make_logins(url: str) -> None:
    """Make a login for each of our roles on a server that has the roles."""
    with psycopg.connect(url, autocommit=True) as conn:
        _make_logins(url, conn)


def gaps(database: Database) -> list[tuple[object, ...]]:
    """Return the gaps in the audit trail of a database: there should be none."""
    return gaps_and_decided(database)[0]


def gaps_and_decided(database: Database) -> tuple[list[tuple[object, ...]], bool]:
    """Return the gaps in the audit trail, and whether real code has decided a request.

    On one connection, since most of a thousand tests decide nothing. Where nothing was requested,
    the view is not asked: to plan it costs 20 ms of CPU in a session that has just begun.
    """
    with psycopg.connect(database.url) as conn:
        if conn.execute(REQUESTED).fetchone() == (False,):
            return [], False
        found = conn.execute("select * from ops.audit_gaps").fetchall()
        return found, conn.execute(DECIDED).fetchone() == (True,)


def drop(url: str, database: Database) -> None:
    """Drop a database under everybody's feet."""
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(f"drop database if exists {database.name} with (force)")


def _make_logins(url: str, conn: psycopg.Connection[tuple[object, ...]]) -> None:
    for login, role in LOGINS.items():
        if not conn.execute("select 1 from pg_roles where rolname = %s", [login]).fetchone():
            conn.execute(f"create role {login} login")
        conn.execute(f"alter role {login} password '{_password(url, login)}'")
        conn.execute(f"grant {role} to {login}")


def changed_url(url: str, name: str, login: tuple[str, str] | None = None) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(
        netloc=f"{':'.join(login) if login else user}@{host}", path=f"/{name}"
    ).geturl()


def _password(url: str, login: str) -> str:
    """Derive a password that a later run on the same server derives again and nobody else can."""
    return hashlib.sha256(f"{urlsplit(url).password} {login}".encode()).hexdigest()[:24]


def _digest() -> str:
    files = sorted(path for path in SQL.rglob("*") if path.is_file())
    text = b"".join(str(path.relative_to(SQL)).encode() + path.read_bytes() for path in files)
    return hashlib.sha256(text).hexdigest()[:16]
