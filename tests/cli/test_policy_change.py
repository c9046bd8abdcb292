"""A change of a policy by compliance, from the spreadsheet to the next trade and its trail."""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import api_process, people, rows, workers
from tests.support.cli import in_process
from tests.support.databases import Database, changed_url
from tests.support.payloads import PAYLOAD
from tests.support.rows import connect
from tests.support.workers import Crew

KEY = "trade_review"
Command = Callable[..., subprocess.CompletedProcess[str]]


def command_of(url: str) -> Command:
    """Return what runs `bankagent …` as the database user of a URL."""

    def run(*args: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = in_process(*map(str, args), DATABASE_URL=url, COLUMNS=160)
        assert done.returncode == code, done.stderr + done.stdout
        return done

    return run


@pytest.fixture
def anna_and_ben(db: Database) -> Iterator[tuple[Command, Command]]:
    """Two compliance officers, each with a database user of their own."""
    names = [f"{name}_{db.name}" for name in ("anna", "ben")]
    with connect(db.url) as conn:
        for name in names:
            conn.execute(f"create role {name} login password 'x' in role bankagent_owner")
        anna, ben = (command_of(changed_url(db.url, db.name, (name, "x"))) for name in names)
        yield anna, ben
        for name in names:
            conn.execute(f"drop role {name}")


def raised(file: Path) -> None:
    """Raise the limit of 5,000,000 to 6,000,000, and save it as a European spreadsheet does."""
    saved_with(file, {"> 5000000": "> 6000000"})
    # A cent above the limit is an example beside the table.
    saved_with(file.with_suffix(".tests.csv"), {"5000000.01": "6000000.01"})


def saved_with(file: Path, changes: dict[str, str]) -> None:
    """Change cells of a CSV, and save it as a European spreadsheet does."""
    cells = [*csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig")))]
    assert changes.keys() <= {cell for row in cells for cell in row}
    changed = [[changes.get(cell, cell) for cell in row] for row in cells]
    saved = io.StringIO()
    csv.writer(saved, delimiter=";", lineterminator="\r\n").writerows(changed)
    file.write_bytes(b"\xef\xbb\xbf" + saved.getvalue().encode())


def decided(crew: Crew, notional: int) -> tuple[int, str]:
    """Submit a trade and wait until a worker has evaluated it; return its id and its status."""
    (request_id,) = crew.submit(PAYLOAD | {"notional": notional})
    workers.wait_for("it is evaluated", lambda: crew.statuses([request_id]) != {"received"})
    (status,) = crew.statuses([request_id])
    return request_id, status


def draft_of(anna: Command, file: Path) -> int:
    """Export the version in force, raise a limit in it, import and check it; return its number."""
    anna("policy", "export", KEY, "--to", file)
    raised(file)
    anna("policy", "import", KEY, file)
    *_, draft = json.loads(anna("policy", "list", KEY, "--json").stdout)
    assert (draft["version"] > 1000, draft["status"]) == (True, "draft")
    assert f"{KEY}@{draft['version']} passed its lint" in anna("policy", "lint", KEY).stdout
    tested = anna("policy", "test", KEY, "--examples", file.with_suffix(".tests.csv"))
    assert f"{KEY}@{draft['version']} passed its test" in tested.stdout
    return int(draft["version"])


def assert_named(db: Database, port: int, ben: Command, request_id: int, version: int) -> None:
    """See the version in the decision, in the trail, and in the explanation for each reader."""
    policy = f"policy:{KEY}@{version}"
    with connect(db.url) as conn:
        asked = "select decision, actor from bankagent.decisions where request_id = %s"
        assert rows.fetch(conn, asked, request_id) == [("approved", policy)]
        *_, entry = rows.entries(conn, request_id)
    assert (entry.action, entry.actor) == ("processed", policy)
    assert entry.result["policy"]["version"] == version
    explained = ben("explain", request_id).stdout
    assert f"The table of the policy {KEY}, version {version}, has the SHA-256 " in explained
    caller = people.keyed_caller(db.url, "desk-7", "requests:read_all")
    with api_process.serving(port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:
        answer = api.client.get(f"/requests/{request_id}/explanation", headers=caller.headers)
    sentences = [one for part in answer.json()["sections"] for one in part["sentences"]]
    assert any(policy in one["rests_on"] for one in sentences)


def test_a_limit_is_raised_in_a_spreadsheet_and_the_next_trade_is_decided_by_it(
    db: Database, anna_and_ben: tuple[Command, Command], tmp_path: Path, free_port: int
) -> None:
    anna, ben = anna_and_ben
    with workers.crew(db.url, db.worker_url) as crew:
        crew.hire()
        before = [decided(crew, notional) for notional in (2_500_000, 5_500_000, 8_000_000)]
        assert [status for _, status in before] == ["processed", *["awaiting_approval"] * 2]
        version = draft_of(anna, tmp_path / "limits.csv")
        name = f"{KEY}@{version}"

        since = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"
        over_30_days = ("policy", "replay", "--since", since)
        assert "3 agree, 0 differ." in ben(*over_30_days).stdout
        told = json.loads(ben(*over_30_days, "--draft", version, "--json").stdout)
        assert (told["draft"], told["requests"], told["changed"]) == (name, 3, 1)
        change = {"rule": "TR-010", "before": "review", "after": "approve", "requests": 1}
        assert told["changes"] == [change | {"examples": [before[1][0]]}]
        shown = ben(*over_30_days, "--draft", version).stdout.splitlines()
        assert shown[0].endswith(f"replayed by {name}: 1 would have another outcome.")
        assert shown[-2].split() == ["TR-010", "review", "approve", "1", str(before[1][0])]

        activate = ("policy", "activate", KEY, version, "--reason", "Committee of 3 May.")
        assert "another person must." in anna(*activate, code=1).stderr
        assert f"{name} is in force." in ben(*activate).stdout
        # A worker asks once a second which version is in force.
        request_id, _ = workers.wait_for(
            "the next trade is approved",
            lambda: (found := decided(crew, 5_500_000))[1] == "processed" and found,
        )
        assert crew.statuses([id_ for id_, _ in before[1:]]) == {"awaiting_approval"}
        assert " 0 differ." in ben(*over_30_days).stdout
    assert_named(db, free_port, ben, request_id, version)
