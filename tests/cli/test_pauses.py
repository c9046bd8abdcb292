"""`bankagent pause` and `bankagent resume`, as operators and their scripts run them."""

import json

from tests.support.cli import in_process as bankagent
from tests.support.databases import Database


def test_a_queue_is_paused_listed_and_resumed(db: Database) -> None:
    why = ("--reason", "The prices are late.")
    done = bankagent("pause", "queue", "trade_review", *why, DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    assert "`bankagent resume queue trade_review` resumes it" in done.stdout
    again = bankagent("pause", "queue", "trade_review", *why, DATABASE_URL=db.url)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == (
        "bankagent: The queue trade_review is paused already (see ops.pauses_open).\n"
    )
    listed = bankagent("pause", "list", DATABASE_URL=db.url, COLUMNS=120).stdout
    for word in ("queue trade_review", "postgres", "The prices are late."):
        assert word in listed
    done = bankagent("resume", "queue", "trade_review", DATABASE_URL=db.url)
    assert done.stdout.startswith("The queue trade_review is resumed, after 0 min")
    assert bankagent("pause", "list", DATABASE_URL=db.url).stdout == "Nothing is paused.\n"


def test_scripts_read_json(db: Database) -> None:
    def told(*command: str) -> object:
        done = bankagent(*command, "--json", DATABASE_URL=db.url)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    paused = told("pause", "type", "trade_review", "--reason", "Late.")
    assert isinstance(paused, dict)
    assert (paused["kind"], paused["queue"], paused["resumed_at"]) == (
        "request_type",
        "trade_review",
        None,
    )
    assert [one["id"] for one in told("pause", "list")] == [paused["id"]]  # type: ignore[attr-defined]
    resumed = told("resume", "type", "trade_review")
    assert isinstance(resumed, dict)
    assert (resumed["id"], resumed["resumed_by"]) == (paused["id"], "postgres")


def test_what_cannot_be_is_one_sentence(db: Database) -> None:
    for url, command, code, words in (
        (db.url, ("pause", "queue", "nonesuch", "--reason", "x"), 1, "no queue called nonesuch"),
        (db.url, ("resume", "type", "trade_review"), 1, "is not paused"),
        (db.worker_url, ("resume", "type", "trade_review"), 1, "members of bankagent_owner"),
    ):
        done = bankagent(*command, DATABASE_URL=url)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    without = bankagent("pause", "queue", "trade_review", DATABASE_URL=db.url)
    assert without.returncode == 2
    assert "--reason" in without.stderr
