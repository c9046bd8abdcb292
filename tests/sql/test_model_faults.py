"""Faults of providers: pauses, the circuit breaker, and the bound of a request's waits."""

from typing import Any

import pytest

from tests.support import models, rows
from tests.support.rows import Conn, one, refused

PAUSED = "select paused_until - clock_timestamp() from ops.model_pauses"
SECONDS = "select extract(epoch from paused_until - clock_timestamp())::float from ops.model_pauses"


@pytest.fixture
def held(dba: Conn, worker: Conn) -> list[models.Fence]:
    """Attempts of three requests that a worker holds, and models that they may call."""
    models.listed(dba)
    models.listed(dba, "anthropic")
    return models.attempts(dba, worker, 3)


def failed(worker: Conn, fence: models.Fence, kind: str, until: Any = None) -> Any:
    """Begin a call and note that it failed."""
    begun = models.begin(worker, fence)
    assert begun.disposition == "begun", begun
    return models.fault(worker, fence, begun.call_id, kind, until)


def test_a_429_pauses_its_provider_until_the_time_that_it_names(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    until = one(dba, "select now() + interval '40 s'")
    answer = failed(worker, held[0], "rate_limited", until)
    assert (answer.disposition, answer.until) == ("put_off", until)
    assert answer.reason == "model_rate_limited"
    for fence in held:
        other = models.begin(worker, fence)
        assert (other.disposition, other.until) == ("put_off", until)
        assert other.reason == "provider_paused"
    assert models.begin(worker, held[0], provider="anthropic").disposition == "begun"


def test_a_second_429_without_a_time_never_shortens_a_pause(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    calls = [models.begin(worker, fence).call_id for fence in held]
    until = one(dba, "select now() + interval '10 minutes'")
    models.fault(worker, held[0], calls[0], "rate_limited", until)
    assert models.fault(worker, held[1], calls[1], "rate_limited").until == until
    early = one(dba, "select now() - interval '1 day'")
    assert models.fault(worker, held[2], calls[2], "rate_limited", early).until == until


@pytest.mark.parametrize("until", ["infinity", "2999-01-01", "-infinity", None])
def test_a_pause_lasts_a_day_at_most(
    dba: Conn, worker: Conn, held: list[models.Fence], until: str | None
) -> None:
    failed(worker, held[0], "rate_limited", until)
    lasts = one(dba, "select coalesce(max(paused_until), now()) - now() from ops.model_pauses")
    assert 0 <= lasts.total_seconds() <= 86400


def test_three_faults_in_a_row_open_the_circuit_and_one_call_tries_it(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    failed(worker, held[0], "unavailable")
    failed(worker, held[1], "timeout")
    assert one(dba, PAUSED) is None
    failed(worker, held[2], "broken")
    assert 3 < one(dba, SECONDS) <= 5
    assert models.begin(worker, held[0]).reason == "provider_paused"
    let_pass(dba)
    probe = models.begin(worker, held[0])
    assert probe.disposition == "begun"
    assert models.begin(worker, held[1]).reason == "provider_probed"
    models.end(worker, held[0], probe.call_id, 1, 1)
    assert models.begin(worker, held[1]).disposition == "begun"
    assert models.begin(worker, held[2]).disposition == "begun"


def test_a_circuit_that_opens_again_stays_open_for_longer(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    lasted = []
    for _ in range(8):
        failed(worker, held[0], "unavailable")
        lasted.append(round(one(dba, SECONDS) or 0))
        let_pass(dba)
    assert lasted == [0, 0, 5, 10, 20, 40, 80, 160]


def test_an_operator_ends_a_pause(dba: Conn, worker: Conn, held: list[models.Fence]) -> None:
    with refused("BA409", "not paused"):
        dba.execute("select bankagent.lift_model_pause('openai')")
    until = one(dba, "select now() + interval '1 hour'")
    failed(worker, held[0], "rate_limited", until)
    assert one(dba, "select bankagent.lift_model_pause('openai')") == until
    assert one(dba, PAUSED) is None
    assert models.begin(worker, held[1]).disposition == "begun"


def test_a_request_gives_up_when_it_alone_fails(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    for n in range(10):
        answered = models.begin(worker, held[1])
        models.end(worker, held[1], answered.call_id, 1, 1)
        answer = failed(worker, held[0], "broken")
        assert answer.disposition == ("give_up" if n == 9 else "put_off")
    assert answer.reason == "model_faults"


def test_a_request_waits_on_while_nothing_is_answered(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    for _ in range(15):
        answer = failed(worker, held[0], "unavailable")
        let_pass(dba)
    assert (answer.disposition, answer.reason) == ("put_off", "model_unavailable")
    assert 250 < one(dba, "select extract(epoch from %s - now())::float", answer.until) <= 300


def test_a_call_that_the_provider_rejects_is_given_up_and_pauses_nothing(
    dba: Conn, worker: Conn, held: list[models.Fence]
) -> None:
    answer = failed(worker, held[0], "rejected")
    assert (answer.disposition, answer.reason) == ("give_up", "model_rejected")
    assert one(dba, PAUSED) is None
    (use,) = rows.fetch(dba, "select tokens, cost, counts from ops.model_call_use")
    assert use == (0, 0, False)


def test_a_call_that_timed_out_counts_what_it_reserved(
    worker: Conn, held: list[models.Fence]
) -> None:
    failed(worker, held[0], "timeout")
    (use,) = rows.fetch(worker, "select tokens, counts from ops.model_call_use")
    assert use == (1500, True)


def test_a_call_ends_or_fails_once(worker: Conn, held: list[models.Fence]) -> None:
    begun = models.begin(worker, held[0])
    models.fault(worker, held[0], begun.call_id, "timeout")
    models.fault(worker, held[0], begun.call_id, "rejected")
    assert models.end(worker, held[0], begun.call_id, 1, 1).disposition == "again"
    other = models.begin(worker, held[0])
    models.end(worker, held[0], other.call_id, 1, 1)
    assert models.fault(worker, held[0], other.call_id, "timeout").disposition == "again"
    found = rows.fetch(worker, "select kind from bankagent.model_faults")
    assert [one.kind for one in found] == ["timeout"]


@pytest.mark.parametrize("kind", [None, "", "429", "x" * 10000])
def test_an_unknown_kind_is_refused(
    worker: Conn, held: list[models.Fence], kind: str | None
) -> None:
    with refused("BA422", "kind"):
        models.fault(worker, held[0], 1, kind)


def let_pass(dba: Conn) -> None:
    """Let the pauses of providers be over, as waiting would."""
    with rows.triggers_off(dba):
        dba.execute(
            "update bankagent.model_faults set paused_until = noted_at "
            "where paused_until > clock_timestamp()"
        )
