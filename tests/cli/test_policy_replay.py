"""`bankagent policy replay`, as an operator, an auditor and a script run it."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support import rows, verbs
from tests.support.cli import bankagent, in_process
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.payloads import PAYLOAD
from tests.support.rows import Conn, connect, triggers_off

TODAY = f"{datetime.now(UTC):%Y-%m-%d}"
KEYS = (
    "client_onboarding", "research_question", "trade_capture", "trade_exception", "trade_review",
)  # fmt: skip
SINCE = ("policy", "replay", "--since", "2020-01-01")


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


@pytest.fixture
async def decided(db: Database, dba: Conn) -> list[int]:
    """Three requests: one is approved, one waits for people, one is not valid."""
    payloads = [PAYLOAD, PAYLOAD | {"notional": 6_000_000}, {"symbol": "B"}]
    answers = verbs.put(dba, *[verbs.item(payload=one) for one in payloads])
    await decide_all(db)
    return [answer.request_id for answer in answers]


def command(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return in_process(*SINCE, *words, DATABASE_URL=url, COLUMNS=160)


@pytest.mark.parametrize("login", ["url", "auditor_url", "shadow_url"])
def test_who_may_read_all_may_replay(db: Database, decided: list[int], login: str) -> None:
    done = command(getattr(db, login))
    said = "3 requests, 3 evaluations replayed: 3 agree, 0 differ.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_in_a_process_of_its_own_it_ends_as_well(db: Database, decided: list[int]) -> None:
    done = bankagent(*SINCE, "--json", DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["requests"], told["agreed"], told["differ"]) == (3, 3, 0)
    assert told["since"] == "2020-01-01T00:00:00+00:00"


@pytest.mark.expect_gaps
def test_a_difference_is_listed_and_ends_with_code_1(
    db: Database, dba: Conn, decided: list[int]
) -> None:
    _, waiting, _ = decided
    with triggers_off(dba):
        dba.execute(
            "update bankagent.evaluations set outcome = 'approve', fired = '[]', "
            "facts = jsonb_set(facts, '{notional}', '7') where request_id = %s",
            [waiting],
        )
    done = command(db.url)
    assert (done.returncode, done.stderr) == (1, "")
    job_id = rows.one(
        dba, "select job_id from bankagent.evaluations where request_id = %s", waiting
    )
    lines = [line.split() for line in done.stdout.splitlines() if line]
    policy = rows.one(
        dba,
        "select policy_key || '@' || policy_version from bankagent.evaluations where job_id = %s",
        job_id,
    )
    assert lines[0][:1] == ["3"]
    assert lines[1] == ["request", "evaluation", "policy", "part", "recorded", "replayed"]
    assert lines[2] == [
        str(waiting), f"evaluation:{job_id}/1", policy, "outcome", "approve", "review",
    ]  # fmt: skip
    assert lines[3][-3:] == ["rules", "TR-010", "review"]
    assert lines[4] == ["fact", "notional", "7", "6000000"]
    assert "Each difference is an incident." in done.stdout
    told = json.loads(command(db.url, "--json").stdout)
    (difference,) = told["differences"]
    assert (difference["request_id"], difference["evaluation"]) == (
        waiting, f"evaluation:{job_id}/1",
    )  # fmt: skip
    assert difference["parts"][0] == {
        "name": "outcome", "recorded": "approve", "replayed": "review",
    }  # fmt: skip


def test_what_is_not_replayable_is_named(db: Database, dba: Conn, decided: list[int]) -> None:
    verbs.process(dba)
    verbs.submit(dba)
    done = command(db.url)
    assert done.returncode == 0
    assert "5 requests, 3 evaluations replayed: 3 agree, 0 differ." in done.stdout
    assert "not replayable: 1 evaluations that recorded no inputs" in done.stdout
    assert "not replayable: 1 requests without an evaluation" in done.stdout
    told = json.loads(command(db.url, "--json").stdout)
    assert told["not_replayable"] == {"no_inputs": 1, "not_evaluated": 1}


@pytest.mark.parametrize(
    ("words", "requests"),
    [
        (("--since", TODAY), 3),
        (("--until", TODAY), 3),
        (("--until", "2020-01-02"), 0),
        (("--until", f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M%z}"), 0),
        (("--since", f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M%z}"), 0),
        (("--type", "trade_review"), 3),
    ],
)
def test_a_day_is_a_day_in_utc_and_the_last_one_belongs_to_it(
    db: Database, decided: list[int], words: tuple[str, str], requests: int
) -> None:
    assert json.loads(command(db.url, *words, "--json").stdout)["requests"] == requests


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ("--draft", "99"),
            1,
            f"There is no version 99 of {' or '.join(KEYS)}.",
        ),
        (("--type", "other"), 1, "There is no such request type."),
    ],
)
def test_what_cannot_be_is_one_sentence(
    db: Database, words: tuple[str, str], code: int, said: str
) -> None:
    done = command(db.url, *words)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"bankagent: {said}\n")


def test_a_login_of_a_service_is_told_which_role_it_lacks(db: Database) -> None:
    done = command(db.worker_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "bankagent: This database user may not become bankagent_shadow, as which past requests are "
        "replayed: a DBA can grant it that role, or bankagent_auditor.\n"
    )
