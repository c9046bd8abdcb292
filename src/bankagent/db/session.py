"""Settings of a session that our code, verbs and laws depend on: session.sql is the one list.

A role, a database, a URL or the environment may set others, and lose: one message pins ours right
after connecting. Start-up options would do, but poolers refuse them.
"""

import re
from collections.abc import Mapping
from importlib.resources import files

import psycopg
from psycopg.rows import TupleRow

# Procrastinate's statements qualify no names, and neither do people.
SEARCH_PATH = "bankagent,procrastinate,ops"
# Ours qualify all. With our schemas here, the doctor and ops.schema_drift would read other names.
PUBLIC = "public"
# Also given to libpq, where it wins over the URL, PGCLIENTENCODING and the role.
ENCODING = "UTF8"
# A statement_timeout of 1 ms on the role may end even the statement that lifts it.
TRIES = 50

# The part that a psql prompt starts with. A person chooses her own formats, time zone, time-outs,
# isolation and durability. Each of these is known to all servers from 15 on.
AT_A_PROMPT = (
    "client_min_messages",
    "exit_on_error",
    "standard_conforming_strings",
    "transform_null_equals",
    "array_nulls",
    "quote_all_identifiers",
)

_TEXT = files("bankagent.db").joinpath("session.sql").read_text()
_PINNED = dict(re.findall(r"^ +\(\s*'([\w.]+)',\s*(?:'(.*)'\))?", _TEXT, re.MULTILINE))
PINNED = frozenset(_PINNED)


def at_a_prompt() -> Mapping[str, str]:
    """Return the settings, by name, that a psql prompt starts with."""
    return {name: _PINNED[name] for name in AT_A_PROMPT} | {"search_path": SEARCH_PATH}


def for_session(search_path: str = PUBLIC) -> bytes:
    """Return SQL that begins a transaction, pins our settings, and selects the server process."""
    return _begun("false", search_path)


def unless_pooled(pid: int) -> bytes:
    """Return SQL as for_session does where the server process is `pid`, else FOR_TRANSACTION.

    libpq was told another number than the server's own where a pooler stands between.
    """
    return _begun(f"pg_backend_pid() <> {pid}")


def connect(url: str, *, application_name: str) -> psycopg.Connection[TupleRow]:
    """Return a connection that waits for its answers, in autocommit, with our settings."""
    for left in reversed(range(TRIES)):
        conn = psycopg.connect(
            url, autocommit=True, application_name=application_name, client_encoding=ENCODING
        )
        try:
            _pin(conn)
        except BaseException as error:
            # As in pool.py: a time-out ended the session before its settings stood.
            ended = conn.broken and isinstance(error, psycopg.OperationalError)
            conn.close()
            if not ended or not left:
                raise
        else:
            break
    return conn


def _pin(conn: psycopg.Connection[TupleRow]) -> None:
    for left in reversed(range(TRIES)):
        try:
            conn.execute(for_session())
        except psycopg.errors.QueryCanceled:
            conn.rollback()
            if not left:
                raise
        else:
            conn.commit()
            return


def _begun(is_local: str, search_path: str = PUBLIC, *, read_only: str = "on") -> bytes:
    values = {"is_local": is_local, "search_path": f"'{search_path}'", "read_only": read_only}
    statements = re.sub(r"\s*--.*", "", _TEXT) % values
    return " ".join(statements.split()).encode()


# The same SQL, for as long as the transaction lasts, which may write.
FOR_TRANSACTION = _begun("true", read_only="off")
# A standby refuses the promise of writes, and can be read.
FOR_READING = _begun("true")
