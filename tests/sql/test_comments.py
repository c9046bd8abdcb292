"""Tables explain themselves: everything that a DBA meets has a comment."""

import re

import pytest

from tests.support import databases, rows
from tests.support.rows import Conn

UNCOMMENTED = {
    "tables, views and their columns": """
        select concat_ws('.', c.oid::regclass, a.attname)
        from pg_class as c
        inner join pg_attribute as a
            on a.attrelid = c.oid and not a.attisdropped and a.attnum > 0
        where c.relkind in ('r', 'v') and c.relnamespace = any(%(all)s::regnamespace[])
            and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)
    """,
    "schemas": """
        select n.nspname
        from pg_namespace as n
        where n.oid = any(%(all)s::regnamespace[]) and obj_description(n.oid) is null
    """,
    "our functions": """
        select p.oid::regprocedure
        from pg_proc as p
        where p.pronamespace = any(%(ours)s::regnamespace[]) and obj_description(p.oid) is null
    """,
    "our sequences": """
        select c.oid::regclass
        from pg_class as c
        where c.relkind = 'S' and c.relnamespace = any(%(ours)s::regnamespace[])
            and obj_description(c.oid) is null
    """,
    "our indexes, those of constraints aside": """
        select i.indexrelid::regclass
        from pg_index as i
        inner join pg_class as c on c.oid = i.indexrelid
        where (c.relnamespace = any(%(ours)s::regnamespace[]) or c.relname like 'bankagent%%')
            and not exists (select from pg_constraint as k where k.conindid = i.indexrelid)
            and obj_description(i.indexrelid) is null
    """,
    "our roles": """
        select r.rolname
        from pg_roles as r
        where r.rolname like 'bankagent\\_%%' and shobj_description(r.oid, 'pg_authid') is null
    """,
}
DESCRIBED = """
select i.type, i.identity, d.description
from pg_description as d
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
where i.identity ~ '\\m(bankagent|procrastinate|ops)(\\.|$)'
union all
select 'role', r.rolname, shobj_description(r.oid, 'pg_authid')
from pg_roles as r
where r.rolname like 'bankagent\\_%'
order by 1, 2
"""
LABEL = 80  # characters: with \dt+ and \dv+ the first sentence must be enough
# A label is a noun phrase or begins with an imperative; it does not begin with one of these.
NO_LABEL = re.compile(
    r"(the|its?|this|that|these|those|which|what|who\w*|nobody|somebody|where|when|whether|how|why|since"
    r"|not|for|one)\b",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"Example: (select .+?)\.(?= |$)")
CALLED_BY_STRANGERS = """
select p.oid::regprocedure as function, obj_description(p.oid, 'pg_proc') as comment
from pg_proc as p
where p.pronamespace = 'ops'::regnamespace
    or (
        p.pronamespace = 'bankagent'::regnamespace
        and p.proname in (
            'submit_requests', 'cancel_request', 'requeue_request', 'replace_payload', 'cast_vote',
            'pause', 'resume', 'add_caller', 'add_reviewer', 'grant_authority', 'end_authority',
            'disable_holder', 'issue_key',
            'revoke_key', 'rescue_jobs', 'retire_jobs', 'expire_approvals', 'vote_fault',
            'proposal_vote_fault',
            'begin_reference_import',
            'add_reference_rows', 'finish_reference_import', 'activate_reference',
            'retire_reference',
            'store_policy_version', 'record_policy_check', 'activate_policy',
            'withdraw_activation', 'stop_decisions', 'lift_stop',
            'store_portfolio_snapshot', 'move_exception', 'propose_on_exception',
            'vote_on_proposal', 'comment_on_exception', 'label_exception', 'reopen_exception',
            'give_findings', 'confirm_waiver', 'case_file', 'move_work', 'comment_on_request',
            'ask_authority', 'confirm_authority', 'review_break_glass', 'escalate_request',
            'add_document', 'withdraw_document', 'set_clearance', 'ask_redaction',
            'confirm_redaction'
        )
    )
"""
SCHEMAS = {"all": ["bankagent", "procrastinate", "ops"], "ours": ["bankagent", "ops"]}

# Newer than PostgreSQL 15, or only there with an extension.
TOO_NEW = (
    r"uuidv7|any_value|json_(table|query|value|exists|scalar|serialize)\s*\(|merge_action"
    r"|pg_input_is_valid|random_normal|pgcrypto|gen_random_bytes|\bdigest\s*\(|uuid_generate"
    r"|xmltext|array_shuffle|array_sample|to_bin|to_oct|0x[0-9a-f]|\d_\d{3}"
)


@pytest.mark.parametrize("query", UNCOMMENTED.values(), ids=UNCOMMENTED)
def test_everything_has_a_comment(dba: Conn, query: str) -> None:
    assert dba.execute(query, SCHEMAS).fetchall() == []


def test_comments_begin_with_a_label(dba: Conn) -> None:
    described = rows.fetch(dba, DESCRIBED)
    assert {"role", "schema", "table column", "view", "function", "index", "sequence"} <= {
        one.type for one in described
    }
    labels = [(one, one.description.partition(". ")[0].rstrip(".") + ".") for one in described]
    wrong = [
        f"{one.type} {one.identity}: {label}"
        for one, label in labels
        if len(label) > LABEL or NO_LABEL.match(label)
    ]
    assert wrong == []


def test_functions_that_strangers_call_show_an_example_that_the_planner_takes(dba: Conn) -> None:
    called = rows.fetch(dba, CALLED_BY_STRANGERS)
    examples = {one.function: EXAMPLE.search(one.comment) for one in called}
    assert len(examples) >= 25
    assert [name for name, example in examples.items() if not example] == []
    for example in filter(None, examples.values()):
        dba.execute("explain " + example[1])


def test_every_action_of_the_trail_is_explained(dba: Conn) -> None:
    moves = rows.fetch(dba, "select description from bankagent.request_moves")
    assert all(move.description.endswith(".") for move in moves)


def test_our_sql_asks_for_no_extension_and_nothing_newer_than_fifteen() -> None:
    for path in databases.SQL.rglob("*.sql"):
        if path.name == "schema.sql" or path.parent.name == "policies":
            continue
        code = re.sub(r"--.*|'[^']*'", "", path.read_text().lower())
        assert "create extension" not in code, path
        assert not re.search(TOO_NEW, code), path
