"""Listings, limits and calls of models, by the verbs and past them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.support import models, rows, verbs
from tests.support.databases import Database
from tests.support.rows import Conn, connect, one, refused

NO_CALLS = "select count(*) from bankagent.model_call_starts"
WRONG_LISTINGS: list[tuple[dict[str, Any], str]] = [
    ({"owner": " "}, "owner"),
    ({"owner": None}, "owner"),
    ({"purpose": "a\nb"}, "purpose"),
    ({"validated_on": "2090-01-01"}, "validated_on"),
    ({"validated_on": "infinity"}, "validated_on"),
    ({"validated_on": None}, "validated_by"),
    ({"validated_by": None}, "validated_by"),
    ({"input_price": "NaN"}, "input_price"),
    ({"input_price": None}, "input_price"),
    ({"output_price": "Infinity"}, "output_price"),
    ({"output_price": -1}, "output_price"),
    ({"cached_price": "0.000000001"}, "cached_price"),
    ({"input_price": None, "output_price": None, "cached_price": 1}, "cached_price"),
]
WRONG_LIMITS: list[tuple[str, str | None, dict[str, Any], str]] = [
    ("week", None, {"requests": 1}, "scope"),
    ("request", "CUST-1", {"requests": 1}, "subject"),
    ("client_day", "", {"requests": 1}, "subject"),
    ("client_day", None, {"requests": "0.4"}, "requests"),
    ("client_day", None, {"requests": "NaN"}, "requests"),
    ("client_day", None, {"requests": "Infinity"}, "requests"),
    ("client_day", None, {"requests": 0}, "requests"),
    ("client_day", None, {"tokens": "1.5"}, "tokens"),
    ("client_day", None, {"tokens": "NaN"}, "tokens"),
    ("client_day", None, {"money": "NaN"}, "money"),
    ("client_day", None, {"money": "Infinity"}, "money"),
    ("client_day", None, {"money": "-1"}, "money"),
    ("client_day", None, {"money": "0.0000001"}, "money"),
    ("client_day", None, {}, "tokens"),
    ("client_in_hand", None, {"tokens": 5}, "requests"),
]
WRONG_TOKENS = (None, -1, 100000001, 2**62)


@pytest.fixture
def fence(dba: Conn, worker: Conn) -> models.Fence:
    """An attempt that a worker holds, and a model that it may call."""
    models.listed(dba)
    (found,) = models.attempts(dba, worker)
    return found


@pytest.mark.parametrize(("fields", "named"), WRONG_LISTINGS)
def test_a_wrong_listing_is_refused_by_its_field(
    dba: Conn, fields: dict[str, Any], named: str
) -> None:
    with refused("BA422", named):
        models.listed(dba, **fields)


@pytest.mark.parametrize(("scope", "subject", "most", "named"), WRONG_LIMITS)
def test_a_wrong_limit_is_refused_by_its_field(
    dba: Conn, scope: str, subject: str | None, most: dict[str, Any], named: str
) -> None:
    with refused("BA422", named):
        models.limit(dba, scope, subject, **most)


@pytest.mark.parametrize("column", ["tokens", "requests", "money"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1", "0", "0.00000004"])
def test_a_wrong_limit_is_refused_past_the_verb(dba: Conn, column: str, value: str) -> None:
    insert = f"insert into bankagent.model_limits (scope, {column}, set_by) values (%s, %s, 'x')"
    with refused("23514", column):
        dba.execute(insert, ["client_day", value])


def test_a_call_begins_and_ends_at_the_listed_price(worker: Conn, fence: models.Fence) -> None:
    begun = models.begin(worker, fence)
    assert (begun.disposition, begun.until, begun.reason) == ("begun", None, None)
    ended = models.end(worker, fence, begun.call_id, 900, 100, 400)
    assert (ended.disposition, ended.cost) == ("ended", Decimal("0.0011"))
    again = models.end(worker, fence, begun.call_id, 1, 1)
    assert (again.disposition, again.cost) == ("again", Decimal("0.0011"))
    (spent,) = rows.fetch(worker, "select * from ops.model_spending")
    assert (spent.calls, spent.open_calls, spent.tokens) == (1, 0, 1000)
    assert (spent.cost, spent.unpriced_calls) == (Decimal("0.0011"), 0)


def test_a_cached_token_has_its_own_price(dba: Conn, worker: Conn, fence: models.Fence) -> None:
    models.listed(dba, cached_price="0.1")
    begun = models.begin(worker, fence)
    ended = models.end(worker, fence, begun.call_id, 1000, 0, 1000)
    assert ended.cost == Decimal("0.0001")


def test_a_call_costs_what_was_listed_when_it_began(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    begun = models.begin(worker, fence)
    models.listed(dba, input_price=1000, output_price=1000)
    assert models.end(worker, fence, begun.call_id, 1000, 500).cost == Decimal("0.002")


def test_only_a_listed_and_validated_model_is_called(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    models.listed(dba, name="new", validated_on=None, validated_by=None)
    rows.one(dba, "select r.id from bankagent.retire_model('openai', 'm') as r")
    for model, reason in (
        ("other", "model_unlisted"),
        ("new", "model_not_validated"),
        ("m", "model_retired"),
        (None, "model_unlisted"),
    ):
        answer = models.begin(worker, fence, model)  # type: ignore[arg-type]
        assert (answer.disposition, answer.reason) == ("refused", reason)
    assert models.begin(worker, fence, provider=None).reason == "model_unlisted"  # type: ignore[arg-type]
    assert one(dba, NO_CALLS) == 0
    models.listed(dba)
    assert models.begin(worker, fence).disposition == "begun"


def test_the_embedded_model_is_listed_from_the_start(worker: Conn, fence: models.Fence) -> None:
    answer = models.begin(worker, fence, "embedded", provider="embedded")
    assert answer.disposition == "begun"
    assert models.end(worker, fence, answer.call_id, 10, 10).cost == 0


@pytest.mark.parametrize("tokens", WRONG_TOKENS)
def test_impossible_tokens_are_refused(worker: Conn, fence: models.Fence, tokens: Any) -> None:
    with refused("BA422", "input_tokens"):
        models.begin(worker, fence, sent=tokens)
    with refused("BA422", "output_tokens"):
        models.begin(worker, fence, answered=tokens)
    begun = models.begin(worker, fence)
    with refused("BA422", "input_tokens"):
        models.end(worker, fence, begun.call_id, tokens, 1)
    with refused("BA422", "output_tokens"):
        models.end(worker, fence, begun.call_id, 1, tokens)
    with refused("BA422", "cached_tokens"):
        models.end(worker, fence, begun.call_id, 100, 1, tokens)
    with refused("BA422", "cached_tokens"):
        models.end(worker, fence, begun.call_id, 100, 1, 101)


def test_a_lost_attempt_begins_nothing_and_pays_what_it_began(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    begun = models.begin(worker, fence)
    dba.execute("select bankagent.cancel_request(%s)", [fence[3]])
    assert models.begin(worker, fence).disposition == "lost"
    assert models.fault(worker, fence, begun.call_id, "timeout").disposition == "lost"
    assert models.end(worker, fence, begun.call_id, 5, 5).disposition == "ended"


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("wrong", [None, -1, 2**30])
def test_a_wrong_fence_begins_nothing(
    worker: Conn, fence: models.Fence, part: int, wrong: Any
) -> None:
    other: Any = (*fence[:part], wrong, *fence[part + 1 :])
    assert models.begin(worker, other).disposition == "lost"
    begun = models.begin(worker, fence)
    with refused("BA404", "not begun by this attempt"):
        models.end(worker, other, begun.call_id, 1, 1)
    assert models.fault(worker, other, begun.call_id, "timeout").disposition == "lost"


def test_a_worker_ends_no_call_of_another_attempt(dba: Conn, worker: Conn) -> None:
    models.listed(dba)
    mine, other = models.attempts(dba, worker, 2)
    begun = models.begin(worker, mine)
    for call_id in (begun.call_id, None, -1):
        with refused("BA404", "not begun by this attempt"):
            models.end(worker, other, call_id, 1, 1)
        with refused("BA404", "not begun by this attempt"):
            models.fault(worker, other, call_id, "timeout")


def test_the_worker_writes_no_table_of_models(worker: Conn) -> None:
    for table in (
        "models",
        "model_limits",
        "model_call_starts",
        "model_call_ends",
        "model_faults",
        "model_pause_lifts",
        "model_locks",
    ):
        for statement in ("insert into {} default values", "delete from {}", "truncate {}"):
            with refused("42501"):
                worker.execute(statement.format(f"bankagent.{table}"))
    for verb in (
        "list_model('a', 'b', 'c', 'd')",
        "retire_model('embedded', 'embedded')",
        "set_model_limit('request', null, 5)",
        "end_model_limit('request')",
        "lift_model_pause('openai')",
    ):
        with refused("42501"):
            worker.execute(f"select * from bankagent.{verb}")


def test_calls_and_listings_never_change_for_superusers_either(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    ended, failed = models.begin(worker, fence), models.begin(worker, fence)
    models.end(worker, fence, ended.call_id, 1, 1)
    models.fault(worker, fence, failed.call_id, "timeout")
    models.limit(dba, "request", requests=5)
    for change in (
        "update bankagent.model_call_starts set cost = 0",
        "update bankagent.model_call_ends set cost = 0",
        "update bankagent.model_faults set kind = 'timeout'",
        "delete from bankagent.model_call_ends",
        "delete from bankagent.models",
        "update bankagent.models set input_price = 0",
        "update bankagent.model_limits set requests = 100",
        "delete from bankagent.model_limits",
    ):
        with refused("BA403", "append-only"):
            dba.execute(change)


def test_a_request_has_a_budget_that_does_not_renew(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    models.limit(dba, "request", requests=2)
    begun = models.begin(worker, fence)
    models.end(worker, fence, begun.call_id, 1, 1)
    assert models.begin(worker, fence).disposition == "begun"
    answer = models.begin(worker, fence)
    assert (answer.disposition, answer.reason) == ("refused", "request_requests")


def test_a_client_waits_for_the_next_day_when_its_budget_is_used_up(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    # A call is estimated at 0.002 USD.
    models.limit(dba, "client_day", "CUST-1042", money="0.003")
    begun = models.begin(worker, fence)
    answer = models.begin(worker, fence)
    assert (answer.disposition, answer.reason) == ("put_off", "client_day_money")
    assert answer.until == one(dba, "select date_trunc('day', now(), 'UTC') + interval '24 hours'")
    # It cost less than was reserved.
    models.end(worker, fence, begun.call_id, 500, 100)
    assert models.begin(worker, fence).disposition == "begun"
    alone = models.begin(worker, fence, sent=4000)
    assert (alone.disposition, alone.reason) == ("refused", "client_day_money")


def test_a_client_has_its_own_limit_before_that_of_all(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    models.limit(dba, "client_day", requests=1)
    models.limit(dba, "client_day", "CUST-1042", requests=2)
    assert models.begin(worker, fence).disposition == "begun"
    assert models.begin(worker, fence).disposition == "begun"
    assert models.begin(worker, fence).reason == "client_day_requests"
    rows.fetch(dba, "select * from bankagent.end_model_limit('client_day', 'CUST-1042')")
    assert models.begin(worker, fence).reason == "client_day_requests"
    rows.fetch(dba, "select * from bankagent.end_model_limit('client_day')")
    assert models.begin(worker, fence).disposition == "begun"


@pytest.mark.parametrize("scope", ["request", "client_day", "provider_minute"])
def test_a_model_without_a_price_is_not_called_under_a_limit_of_money(
    dba: Conn, worker: Conn, fence: models.Fence, scope: str
) -> None:
    models.listed(dba, input_price=None, output_price=None)
    assert models.begin(worker, fence).disposition == "begun"
    models.limit(dba, scope, money=100)
    answer = models.begin(worker, fence)
    assert (answer.disposition, answer.reason) == ("refused", "model_unpriced")


def test_the_rate_of_a_provider_frees_when_its_oldest_call_is_a_minute_old(
    dba: Conn, worker: Conn, fence: models.Fence
) -> None:
    models.limit(dba, "provider_minute", "openai", requests=2, tokens=3500)
    models.begin(worker, fence)
    models.begin(worker, fence)
    answer = models.begin(worker, fence, sent=500, answered=0)
    assert (answer.disposition, answer.reason) == ("put_off", "provider_minute_requests")
    oldest = "select min(started_at) + interval '60 s' from bankagent.model_call_starts"
    assert answer.until == one(dba, oldest)
    models.limit(dba, "provider_minute", "openai", tokens=3500)
    assert models.begin(worker, fence, sent=500, answered=0).disposition == "begun"
    last = models.begin(worker, fence, sent=3400, answered=0)
    assert last.reason == "provider_minute_tokens"
    newest = "select max(started_at) + interval '60 s' from bankagent.model_call_starts"
    assert last.until == one(dba, newest)


def test_a_client_has_so_many_requests_in_hand_and_no_more(dba: Conn, worker: Conn) -> None:
    models.listed(dba)
    models.limit(dba, "client_in_hand", requests=2)
    verbs.submit(dba, client_id="CUST-2")
    held = models.attempts(dba, worker, 3)
    answers = [models.begin(worker, fence) for fence in held]
    # The first is of the other client.
    assert [one.reason for one in answers] == [None, None, None]
    (later,) = models.attempts(dba, worker)
    assert models.begin(worker, later).reason == "client_in_hand"
    assert models.begin(worker, held[1]).disposition == "begun"
    dba.execute("select bankagent.cancel_request(%s)", [held[1][3]])
    assert models.begin(worker, later).disposition == "begun"


def test_a_backlog_that_waits_for_its_turn_comes_back_at_ten_a_second(
    dba: Conn, worker: Conn
) -> None:
    models.listed(dba)
    models.limit(dba, "client_in_hand", requests=1)
    first, *waiting = models.attempts(dba, worker, 6)
    assert models.begin(worker, first).disposition == "begun"
    clock = "select clock_timestamp()"
    for number, fence in enumerate(waiting):
        before = one(dba, clock)
        turn = models.begin(worker, fence)
        assert turn.reason == "client_in_hand"
        assert before <= turn.until - timedelta(seconds=2 + number / 10) <= one(dba, clock)
        put_off = "select bankagent.put_off_job(%s, %s, %s, %s, %s, 'client_in_hand (openai:m)')"
        assert one(worker, put_off, *fence, turn.until) == "put_off"


def test_a_backlog_is_put_off_at_once_and_the_next_client_is_claimed(
    dba: Conn, worker: Conn
) -> None:
    models.listed(dba)
    models.limit(dba, "client_in_hand", requests=1)
    first, second = models.attempts(dba, worker, 2)
    backlog = verbs.submit(dba, 3)
    (other,) = verbs.submit(dba, client_id="CUST-2")
    assert models.begin(worker, first).disposition == "begun"
    turn = models.begin(worker, second)
    assert turn.reason == "client_in_hand"
    put_offs = rows.fetch(dba, "select * from bankagent.put_offs order by job_id")
    assert [one.request_id for one in put_offs] == backlog
    waits = [round((one.until - turn.until).total_seconds(), 3) for one in put_offs]
    assert waits == [0.1, 0.2, 0.3]
    assert {one.reason for one in put_offs} == {"client_in_hand (openai:m)"}
    assert [one.request_id for one in verbs.claim(worker, second[1], limit=9)] == [other]
    verbs.make_due(dba)
    claimed = verbs.claim(worker, second[1], limit=9)
    assert [one.request_id for one in claimed] == backlog
    assert {one.attempts for one in claimed} == {0}


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_an_older_snapshot_begins_no_call_beside_one_that_it_misses(
    dba: Conn, worker: Conn, db: Database, level: str
) -> None:
    models.listed(dba)
    models.limit(dba, "provider_minute", requests=1)
    mine, other = models.attempts(dba, worker, 2)
    with refused("40001"), worker.transaction():
        worker.execute(f"set transaction isolation level {level}")
        rows.one(worker, "select 1")
        with connect(db.worker_url) as beside:
            assert models.begin(beside, other).disposition == "begun"
        models.begin(worker, mine)
    assert models.begin(worker, mine).reason == "provider_minute_requests"
