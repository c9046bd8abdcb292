"""Numbers of a payload that are short in jsonb and long as text: a bound by constraint."""

import time

import pytest
from psycopg.types.json import Jsonb

from tests.support import rows, verbs
from tests.support.rows import Conn, refused

LONG = '{"x": [' + ", ".join(["1e131071"] * 9_000) + "]}"


def submit(conn: Conn, number: str, key: str) -> None:
    """Submit a payload of many such numbers, in a list of a list."""
    conn.execute(
        "select bankagent.submit_requests(jsonb_build_array(jsonb_build_object("
        "'client_id', 'C', 'request_type', 'trade_review', 'idempotency_key', "
        f"{key}, 'payload', jsonb_build_object('deep', jsonb_build_array(%s::jsonb)))))",
        ["[" + ", ".join([number] * 9_000) + "]"],
    )


@pytest.mark.parametrize("number", ["1e131071", "-1e131071", "1e-16383"])
def test_a_payload_of_which_a_claim_would_write_a_gigabyte_is_refused_at_once(
    dba: Conn, number: str
) -> None:
    began = time.monotonic()
    with refused("BA422", "item 0: payload must have at most 8 numbers"):
        submit(dba, number, "null")
    assert time.monotonic() - began < 3
    assert rows.one(dba, "select count(*) from bankagent.banking_requests") == 0


def test_some_long_numbers_are_left_to_the_evaluation(dba: Conn) -> None:
    few = "select bankagent.has_few_long_numbers(%s::jsonb)"
    assert rows.one(dba, few, "[" + ", ".join(["1e131071"] * 8) + "]")
    assert rows.one(dba, few, Jsonb([123456789012345678901234567890] * 2_000))
    assert not rows.one(dba, few, "[" + ", ".join(["1e131071"] * 9) + "]")


@pytest.mark.parametrize("key", ["null", "'k'"])
def test_a_key_makes_no_digest_of_it(dba: Conn, key: str) -> None:
    with refused("BA422", "item 0: payload must have at most 8 numbers"):
        submit(dba, "1e131071", key)


def test_a_payload_that_is_replaced_has_the_same_bound(dba: Conn) -> None:
    with refused("BA422", "payload must have at most 8 numbers"):
        dba.execute("select bankagent.replace_payload(1, %s)", [LONG])
    with refused("BA422", "payload must have at most 8 numbers"):
        dba.execute("select bankagent.answer_request(1, 'See there.', %s)", [LONG])
    verbs.submit(dba)
    with refused("BA422", "payload must have at most 8 numbers"):
        dba.execute("update bankagent.banking_requests set payload = %s", [LONG])
