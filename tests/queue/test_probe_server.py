"""A worker tells those who watch it what it did, and that it lives."""

import httpx
import pytest

from tests.support.metrics_page import Page
from tests.support.payloads import PAYLOAD
from tests.support.workers import Crew, wait_for


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, free_port: int) -> str:
    monkeypatch.setenv("BANKAGENT_METRICS_ADDRESS", f"127.0.0.1:{free_port}")
    return f"http://127.0.0.1:{free_port}"


def page(at: str) -> Page:
    answer = httpx.get(f"{at}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return Page(answer.text)


def test_what_a_worker_did_is_counted(crew: Crew, at: str) -> None:
    crew.conn.execute("update bankagent.request_types set max_attempts = 1")
    ids = crew.submit(
        *[PAYLOAD] * 3, {"symbol": "AAPL", "notional": 6000000}, {"test": {"raise": 1}}
    )
    crew.hire()
    wait_for("all ended", lambda: "received" not in crew.statuses(ids))
    # The answer of the database comes before the count.
    ended = {"queue": "trade_review", "outcome": "error"}
    wait_for("all counted", lambda: page(at)("jobs_total", **ended) == 1)
    found = wait_for("let go", lambda: (seen := page(at))("jobs_in_hand") == 0 and seen)
    queue, type_ = {"queue": "trade_review"}, {"type": "trade_review"}
    assert found("jobs_total", **queue, outcome="succeeded") == 4
    assert found("jobs_total", **queue, outcome="error") == 1
    assert found("outcomes_total", **type_, outcome="approve") == 3
    assert found("outcomes_total", **type_, outcome="review") == 1
    assert found("decisions_total", **type_, decision="approved", by="policy") == 3
    assert found("job_wait_seconds_count", **queue) == 5
    assert 0 < found("job_wait_seconds_sum", **queue) < 300
    assert found("job_run_seconds_count", **queue) == 5
    assert found("fence_rejections_total") == 0
    assert 0 <= found("heartbeat_age_seconds") < 3
    assert found("pool_connections") >= 1
    tells_strangers_little(at)
    another_at_the_same_address_ends_in_one_sentence(crew)
    assert crew.workers[0].drain() == 0


def tells_strangers_little(at: str) -> None:
    assert httpx.get(f"{at}/livez").text == "alive\n"
    assert httpx.get(f"{at}/livez?x=1").status_code == 200
    assert httpx.post(f"{at}/metrics").status_code == 405
    assert httpx.get(f"{at}/canary").status_code == 404
    assert "canary" not in httpx.get(f"{at}/canary").text


def another_at_the_same_address_ends_in_one_sentence(crew: Crew) -> None:
    with pytest.raises(AssertionError, match="give each worker an address of this machine"):
        crew.hire()
    assert crew.workers[1].process.wait(10) == 1


def test_a_worker_that_lost_its_job_counts_it(crew: Crew, at: str) -> None:
    worker = crew.hire()
    (request,) = crew.submit({"test": {"sleep_s": 0.5}})
    crew.wait_started(request)
    crew.conn.execute("select bankagent.cancel_request(%s)", [request])
    wait_for("it learns that it lost", lambda: "had lost its job" in worker.said())
    wait_for("it is counted", lambda: page(at)("fence_rejections_total") == 1)
    assert page(at)("jobs_total", queue="trade_review", outcome="lost") == 1
