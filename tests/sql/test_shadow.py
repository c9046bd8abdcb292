"""The role bankagent_shadow, as which past requests are replayed: it can write nothing."""

import pytest

from bankagent.db.pool import connect as connect_pinned
from bankagent.store.policies.replay import as_shadow
from tests.support import rows
from tests.support.databases import Database
from tests.support.rows import Conn, refused

# All that the catalog could give to the role beyond reading, inherited rights included.
POWERS = """
with ours as (
    select n.oid, n.nspname
    from pg_namespace as n
    where n.nspname in ('bankagent', 'procrastinate', 'ops')
),
shadow as (select r.* from pg_roles as r where r.rolname = 'bankagent_shadow')

select p.privilege || ' on ' || c.oid::regclass as power
from pg_class as c
inner join ours on ours.oid = c.relnamespace
cross join shadow
cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
    as p (privilege)
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and case when p.privilege in ('INSERT', 'UPDATE', 'REFERENCES')
        then has_any_column_privilege(shadow.oid, c.oid, p.privilege)
        else has_table_privilege(shadow.oid, c.oid, p.privilege)
    end
union all
select p.privilege || ' on ' || c.oid::regclass
from pg_class as c
inner join ours on ours.oid = c.relnamespace
cross join shadow
cross join unnest(array['USAGE', 'UPDATE']) as p (privilege)
where c.relkind = 'S' and has_sequence_privilege(shadow.oid, c.oid, p.privilege)
union all
-- PostgreSQL lets no function write that is stable or immutable.
select 'EXECUTE on ' || f.oid::regprocedure
from pg_proc as f
inner join ours on ours.oid = f.pronamespace
cross join shadow
where f.provolatile = 'v' and has_function_privilege(shadow.oid, f.oid, 'execute')
union all
select 'CREATE in ' || n.nspname
from pg_namespace as n
cross join shadow
where has_schema_privilege(shadow.oid, n.oid, 'create')
union all
select 'CREATE in the database'
from shadow
where has_database_privilege(shadow.oid, current_database(), 'create')
union all
select 'owner of an object'
from pg_shdepend as d
inner join shadow on shadow.oid = d.refobjid
where d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
union all
select 'member of ' || m.roleid::regrole
from pg_auth_members as m
inner join shadow on shadow.oid = m.member
union all
select 'superuser, or another attribute'
from shadow
where rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls or rolcanlogin
order by power
"""


def powers(dba: Conn) -> list[str]:
    return [row.power for row in rows.fetch(dba, POWERS)]


def test_the_role_can_write_nothing(dba: Conn) -> None:
    assert powers(dba) == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            "grant insert on bankagent.decisions to bankagent_shadow",
            "INSERT on bankagent.decisions",
        ),
        ("grant update (status) on bankagent.banking_requests to bankagent_shadow", "UPDATE on "),
        ("grant truncate on procrastinate.procrastinate_jobs to public", "TRUNCATE on "),
        ("grant usage on sequence bankagent.banking_requests_id_seq to public", "USAGE on "),
        (
            "grant execute on function bankagent.pause(text, text, text, text) to public",
            "EXECUTE on ",
        ),
        ("grant create on schema ops to bankagent_shadow", "CREATE in ops"),
        ("grant bankagent_worker to bankagent_shadow", "member of bankagent_worker"),
        ("alter view ops.waits owner to bankagent_shadow", "owner of an object"),
        ("alter role bankagent_shadow createrole", "superuser, or another attribute"),
    ],
)
def test_each_right_that_it_should_not_have_would_be_found(
    dba: Conn, given: str, found: str
) -> None:
    with dba.transaction(force_rollback=True):
        dba.execute(given)
        assert any(power.startswith(found) for power in powers(dba))


@pytest.mark.parametrize("login", ["url", "auditor_url", "shadow_url"])
async def test_operators_and_auditors_become_it_in_a_transaction_that_cannot_write(
    db: Database, login: str
) -> None:
    async with await connect_pinned(getattr(db, login)) as conn:
        before = await (await conn.execute("select current_user")).fetchone()
        async with as_shadow(conn):
            asked = "select current_user, current_setting('transaction_read_only')"
            found = await (await conn.execute(asked)).fetchone()
            assert found == ("bankagent_shadow", "on")
        assert await (await conn.execute("select current_user")).fetchone() == before


@pytest.mark.parametrize(
    ("attempt", "sqlstate"),
    [
        ("insert into bankagent.pauses default values", "25006"),
        ("select bankagent.cancel_request(1)", "42501"),
        ("set transaction read write", "25001"),
        ("create table public.mine ()", "25006"),
        ("reset role; update bankagent.banking_requests set status = 'failed'", "25006"),
    ],
)
async def test_what_writes_is_refused_inside(db: Database, attempt: str, sqlstate: str) -> None:
    async with await connect_pinned(db.url) as conn:
        with refused(sqlstate):
            async with as_shadow(conn):
                await conn.execute(attempt.encode())
