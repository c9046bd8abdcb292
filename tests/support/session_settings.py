"""Settings of a session that a DBA may have, and objects that stand before PostgreSQL's own."""

import pytest

from tests.support.rows import Conn

# Setting and value. Each is set for itself, and all of them together, but the second of a name.
HOSTILE = [
    ("datestyle", "German"),
    ("datestyle", "SQL, DMY"),
    ("intervalstyle", "sql_standard"),
    ("intervalstyle", "iso_8601"),
    ("intervalstyle", "postgres_verbose"),
    ("timezone", "Asia/Kolkata"),
    ("extra_float_digits", "-15"),
    ("bytea_output", "escape"),
    ("standard_conforming_strings", "off"),
    ("quote_all_identifiers", "on"),
    ("transform_null_equals", "on"),
    ("array_nulls", "off"),
    ("row_security", "off"),
    ("check_function_bodies", "off"),
    ("plpgsql.extra_errors", "all"),
    ("plpgsql.extra_warnings", "all"),
    ("plpgsql.variable_conflict", "use_variable"),
    ("plpgsql.variable_conflict", "use_column"),
    ("client_min_messages", "error"),
    ("plan_cache_mode", "force_custom_plan"),
    ("jit_above_cost", "0"),
    ("enable_indexscan", "off"),
    ("enable_nestloop", "off"),
    ("enable_hashagg", "off"),
    ("default_transaction_isolation", "serializable"),
    ("default_transaction_isolation", "repeatable read"),
    ("lock_timeout", "100ms"),
    ("search_path", ""),
    ("search_path", "trap, pg_catalog, bankagent, procrastinate, ops"),
]
# One value of each setting.
TOGETHER = list(dict(reversed(HOSTILE)).items())
EACH = pytest.mark.parametrize(
    "settings",
    [*([one] for one in HOSTILE), TOGETHER],
    ids=[*(f"{name} {value}" for name, value in HOSTILE), "all of them"],
)
# They say how a transaction begins: in one that has begun they say nothing.
OF_TRANSACTIONS = {"default_transaction_isolation"}

TRAP = """
create schema trap;
create table trap.banking_requests (id integer);
create table trap.procrastinate_jobs (id integer);
create table trap.reviewers (name text);
create type trap.procrastinate_job_status as enum ('mine');
create function trap.wrong(text, text) returns boolean language plpgsql as
$$begin raise exception 'trap: a comparison of texts'; end$$;
create operator trap.= (leftarg = text, rightarg = text, function = trap.wrong);
create operator trap.<> (leftarg = text, rightarg = text, function = trap.wrong);
create operator trap.~ (leftarg = text, rightarg = text, function = trap.wrong);
create operator trap.~~ (leftarg = text, rightarg = text, function = trap.wrong);
create function trap.now() returns timestamptz language plpgsql as
$$begin raise exception 'trap: now()'; end$$;
create function trap.jsonb_typeof(jsonb) returns text language plpgsql as
$$begin raise exception 'trap: jsonb_typeof'; end$$;
create function trap.sha256(bytea) returns bytea language plpgsql as
$$begin raise exception 'trap: sha256'; end$$;
create function trap.left(text, integer) returns text language plpgsql as
$$begin raise exception 'trap: left'; end$$;
create function trap.concat_ws(text, text, text) returns text language plpgsql as
$$begin raise exception 'trap: concat_ws'; end$$;
"""


def set_all(conn: Conn, settings: list[tuple[str, str]], *, local: bool = False) -> None:
    """Set these for the session, or for its transaction."""
    for name, value in settings:
        conn.execute("select pg_catalog.set_config(%s, %s, %s)", [name, value, local])
