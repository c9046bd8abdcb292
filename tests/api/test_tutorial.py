"""The tutorial's own calls, verbatim, and the quickstart, against real processes."""

import subprocess
import sys
from pathlib import Path

import httpx

from tests.support.api_process import Api

QUICKSTART = Path(__file__).parents[2] / "examples" / "quickstart.py"


def test_the_tutorial_s_client_works_as_its_page_shows_it(service: Api) -> None:
    created = httpx.post(
        f"{service.url}/requests",
        json={
            "client_id": "CUST-1042",
            "request_type": "trade_review",
            "payload": {"symbol": "AAPL", "notional": 2500000},
        },
    ).json()
    assert created == {"request_id": 1, "status": "received"}

    processed = httpx.post(f"{service.url}/requests/1/process", timeout=15).json()
    assert processed["request_id"] == 1
    result = processed["result"]
    assert result["client_id"] == "CUST-1042"
    assert result["request_type"] == "trade_review"
    assert result["decision"] == "approved"
    assert result["confidence"] == 1.0
    assert result["summary"]

    fetched = httpx.get(f"{service.url}/requests/1").json()
    assert fetched["request"]["status"] == "processed"
    assert fetched["latest_audit"]["action"] == "processed"
    assert fetched["latest_audit"]["result"] == result


def test_the_quickstart_prints_the_three_answers(service: Api) -> None:
    # -S: nothing but Python's own library, as a caller has it.
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(QUICKSTART), service.url],
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    for title in ("created", "processed", "fetched"):
        assert f"{title}\n{{" in run.stdout
    assert '"decision": "approved"' in run.stdout


def test_the_quickstart_says_in_one_sentence_that_nobody_is_there(free_port: int) -> None:
    run = subprocess.run(
        [sys.executable, str(QUICKSTART), f"http://127.0.0.1:{free_port}/"],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.count("\n") == 1
    assert "make run" in run.stderr
