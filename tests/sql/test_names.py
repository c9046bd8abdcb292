"""Names of indexes, constraints and triggers begin with their table."""

from tests.support import rows
from tests.support.rows import Conn

NAMES = """
select 'index' as kind, i.indrelid::regclass as table_name, c.relname as name
from pg_index as i
inner join pg_class as c on c.oid = i.indexrelid
union all
select 'constraint', c.conrelid::regclass, c.conname
from pg_constraint as c
union all
select 'trigger', t.tgrelid::regclass, t.tgname
from pg_trigger as t
where not t.tgisinternal
"""
OURS = f"""
select n.kind, c.relname as table_name, n.name
from ({NAMES}) as n
inner join pg_class as c on c.oid = n.table_name
where c.relnamespace = 'bankagent'::regnamespace
"""


def test_indexes_constraints_and_triggers_are_named_after_their_table(dba: Conn) -> None:
    named = rows.fetch(dba, OURS)
    assert {one.kind for one in named} == {"index", "constraint", "trigger"}
    others = [one for one in named if not one.name.startswith(f"{one.table_name}_")]
    assert others == []
