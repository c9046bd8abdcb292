"""Errors of the verbs carry data: a program reads codes and columns, only people read the text."""

import json
import re
from typing import Any

import psycopg
import pytest

from tests.support import databases
from tests.support.payloads import ONE_OF_THE_TYPES
from tests.support.rows import Conn

RAISE = re.compile(r"raise exception .*?;\n", re.DOTALL)
# The argument as a whole is wrong: there is no field to name.
WITHOUT_A_FIELD = ("submit_requests takes a JSON array",)

TRADE = {"client_id": "C-1", "request_type": "trade_review", "payload": {}}
REFUSED: list[tuple[str, list[Any], tuple[str, str, str | None]]] = [
    (
        "select bankagent.submit_requests(%s::jsonb)",
        [json.dumps([TRADE, TRADE | {"client_id": ""}])],
        ("client_id", "must be a string of 1 to 64 characters", "1"),
    ),
    (
        "select bankagent.submit_requests(%s::jsonb)",
        [json.dumps([TRADE | {"request_type": "tea"}])],
        ("request_type", ONE_OF_THE_TYPES, "0"),
    ),
    (
        "select bankagent.pause('queue', 'trade_review', ' ')",
        [],
        ("reason", "must say why, in 1 to 500 characters", None),
    ),
    (
        "select bankagent.cast_vote(1, 'perhaps', 'why', 'digest')",
        [],
        ("verdict", "must be approve, reject or needs_info", None),
    ),
]


@pytest.mark.parametrize(("statement", "values", "data"), REFUSED)
def test_a_refused_value_comes_as_field_expectation_and_item(
    dba: Conn, statement: str, values: list[Any], data: tuple[str, str, str | None]
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        dba.execute(statement.encode(), values or None)
    diag = refused.value.diag
    assert (diag.column_name, diag.message_hint, diag.message_detail) == data
    item = f"item {diag.message_detail}: " if diag.message_detail else ""
    # The version before reads field and expectation out of this sentence.
    assert diag.message_primary == f"{item}{diag.column_name} {diag.message_hint}"


def test_every_refusal_of_a_value_names_its_field_and_what_is_expected() -> None:
    raised = [
        statement
        for path in (databases.SQL / "functions").rglob("*.sql")
        for statement in RAISE.findall(path.read_text())
        if "BA422" in statement
    ]
    assert len(raised) >= 12
    for statement in raised:
        if not any(known in statement for known in WITHOUT_A_FIELD):
            assert "column = " in statement, statement
            assert "hint = " in statement, statement
