"""A reviewer's command line, against an API and workers as processes of their own."""

import json
from collections.abc import Iterator

import pytest

from bankagent.domain.plain_text import plain
from tests.sql.test_stages import stopped
from tests.support import people, policies, postgres, rows
from tests.support.api_process import Api, serving
from tests.support.cli import bankagent, in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect
from tests.support.workers import crew, wait_for

BIG = {"symbol": "AAPL", "notional": 6000000}
WHY = "the notional is above 5,000,000 USD (TR-010)"
REASON = "Within the client's limit; the desk confirmed it."


@pytest.fixture(scope="module")
def dba(module_db: Database) -> Iterator[Conn]:
    with connect(module_db.url) as conn:
        yield conn


@pytest.fixture(scope="module")
def service(module_db: Database) -> Iterator[Api]:
    """An API on a database of this module."""
    port = postgres.free_port()
    with serving(port, BANKAGENT_API_DATABASE_URL=module_db.api_url) as api:
        yield api


@pytest.fixture(scope="module")
def anna(dba: Conn, service: Api) -> dict[str, str]:
    """The settings of anna, a reviewer."""
    key = people.add_key(dba, "reviewer", "anna")
    return {"BANKAGENT_KEY": key, "BANKAGENT_URL": service.url}


def test_a_trade_of_six_million_waits_until_a_reviewer_who_sees_why_has_voted(
    db: Database, free_port: int
) -> None:
    settings = {"BANKAGENT_API_DATABASE_URL": db.api_url}
    with (
        connect(db.url) as dba,
        crew(db.url, db.worker_url) as workers,
        serving(free_port, **settings) as api,
    ):
        anna = {"BANKAGENT_KEY": people.add_key(dba, "reviewer", "anna"), "BANKAGENT_URL": api.url}
        workers.hire()
        (small, big) = workers.submit({"symbol": "AAPL", "notional": 2500000}, BIG)
        workers.wait_processed([small])
        wait_for("it waits", lambda: rows.status(dba, big) == "awaiting_approval")
        a_reviewer_reads_and_votes(dba, big, anna)


def a_reviewer_reads_and_votes(dba: Conn, big: int, anna: dict[str, str]) -> None:
    listed = bankagent("approval", "list", **anna)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert f"{big} " in listed.stdout
    assert WHY in listed.stdout

    shown = bankagent("approval", "show", str(big), **anna).stdout
    assert f"because  {WHY}" in shown
    assert "TR-010  review  the notional is above 5,000,000 USD  [" in shown
    assert "notional_usd = 6000000" in shown
    assert '"symbol": "AAPL"' in shown
    assert people.digest(dba, big) in shown

    words = ("approval", "vote", str(big), "--verdict", "approve", "--reason", REASON)
    voted = bankagent(*words, stdin="y\n", **anna)
    assert voted.returncode == 0, voted.stderr
    assert voted.stdout == f"Request {big} is approved. Your vote has the id 1.\n"
    assert shown.strip().rpartition("\n")[2] in voted.stderr
    assert "Vote approve on this? [y/N]" in voted.stderr

    story = [row.story for row in rows.fetch(dba, "select story from ops.request_history(%s)", big)]
    assert story[0].endswith("submitted the request; job 2 was queued.")
    assert story[1:] == [
        f"Attempt 1, {policies.actor('trade_review')}: Waiting for a reviewer: {WHY}.",
        f"anna voted approve: {REASON}",
        "Approved by people: the vote of anna decided.",
    ]
    assert bankagent("approval", "list", **anna).stdout == "No request waits for people.\n"


def test_a_vote_that_is_not_confirmed_is_not_cast(dba: Conn, anna: dict[str, str]) -> None:
    (request_id,) = people.waiting(dba)
    words = ("approval", "vote", str(request_id), "--verdict", "reject", "--reason", "x")
    for stdin in ("n\n", ""):
        assert in_process(*words, stdin=stdin, **anna).returncode == 1
    assert rows.status(dba, request_id) == "awaiting_approval"


def test_a_script_votes_with_the_digest_that_it_read(dba: Conn, anna: dict[str, str]) -> None:
    (request_id,) = people.waiting(dba)
    read = json.loads(in_process("approval", "show", str(request_id), "--json", **anna).stdout)
    words = ("approval", "vote", str(request_id), "--verdict", "needs_info", "--reason", "Which?")
    stale = in_process(*words, "--digest", "0" * 64, **anna)
    assert (stale.returncode, stale.stdout) == (1, "")
    assert "read it again" in stale.stderr
    done = in_process(*words, "--digest", read["digest"], "--json", **anna)
    assert json.loads(done.stdout)["status"] == "needs_info", done.stderr
    again = in_process(*words, "--digest", read["digest"], **anna)
    assert again.returncode == 1
    assert again.stderr == (
        f"bankagent: Anna has voted on request {request_id} already (needs_info); it is now "
        "needs_info.\n"
    )


def test_the_maker_is_told_before_it_is_asked(dba: Conn, anna: dict[str, str]) -> None:
    (request_id,) = people.waiting(dba, actor="anna")
    assert "anna (you)" in in_process("approval", "list", **anna).stdout
    words = ("approval", "vote", str(request_id), "--verdict", "approve", "--reason", "x")
    done = in_process(*words, stdin="y\n", **anna)
    assert done.returncode == 1
    assert done.stderr.endswith(
        "bankagent: You made this request: another reviewer must vote on it.\n"
    )


def test_the_person_for_whom_it_was_made_is_shown_and_told(dba: Conn, anna: dict[str, str]) -> None:
    (request_id,) = people.waiting(dba, actor="desk-7", on_behalf_of="Anna")
    assert "desk-7 on behalf of Anna (you)" in in_process("approval", "list", **anna).stdout
    said = in_process("approval", "show", str(request_id), **anna).stdout
    assert "made by  desk-7 on behalf of Anna\n" in said
    assert "note     This request was made on your behalf: another reviewer must vote" in said


def test_what_a_stranger_wrote_cannot_act_on_the_terminal(dba: Conn, anna: dict[str, str]) -> None:
    hostile = "A\x1b[2J\nbecause  all is well\u202e\x9b\u200b"
    (request_id,) = people.waiting(dba, client_id=hostile, payload={"symbol": hostile})
    for words in (("list",), ("show", str(request_id))):
        said = in_process("approval", *words, **anna).stdout
        assert not set(said) & set("\x1b\u202e\x9b\u200b")
        assert "A\\u001b[2J\\u000abecause  all is well\\u202e\\u009b\\u200b" in said
        assert "\nbecause  all is well" not in said


def test_words_of_all_languages_stay_readable() -> None:
    assert plain("Zürich 東京 Ελλάδα") == "Zürich 東京 Ελλάδα"


def test_what_is_wrong_is_one_sentence(free_port: int, dba: Conn, anna: dict[str, str]) -> None:
    away = {"BANKAGENT_URL": f"http://127.0.0.1:{free_port + 1}"}
    caller = people.add_key(dba, "caller", "desk-7")
    for settings, code, words in (
        (anna | away, 1, "does not answer (ConnectError)"),
        (anna | {"BANKAGENT_URL": "ftp://x"}, 2, "This URL is not usable"),
        (anna | {"BANKAGENT_URL": "http://x:y"}, 2, "This URL is not usable"),
        (anna | {"BANKAGENT_KEY": "bak_reviewer_x"}, 2, "This is not a key of bankagent"),
        (anna | {"BANKAGENT_KEY": ""}, 2, "Set BANKAGENT_KEY"),
        (anna | {"BANKAGENT_KEY": caller}, 1, "A reviewer's key is needed"),
    ):
        done = in_process("approval", "list", **settings)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
        assert caller not in done.stderr


def test_a_reviewer_escalates_what_they_were_shown_after_a_yes(
    dba: Conn, anna: dict[str, str]
) -> None:
    (request_id,) = people.waiting(dba)
    words = ("approval", "escalate", str(request_id), "--reason", "A first of this client.")
    assert in_process(*words, "--code", "because", stdin="y\n", **anna).returncode != 0
    words = (*words, "--code", "unusual_case")
    assert in_process(*words, stdin="n\n", **anna).returncode == 1
    done = in_process(*words, stdin="y\n", **anna)
    assert done.returncode == 0, done.stderr
    assert "Escalate this? [y/N]" in done.stderr
    vote_id = rows.one(dba, "select id from bankagent.votes where verdict = 'escalate'")
    assert done.stdout == f"Request {request_id} is escalated. It is your vote {vote_id} on it.\n"
    shown = in_process("approval", "show", str(request_id), **anna).stdout
    assert "stage 3  0 of 1 votes, role senior" in shown
    assert "vote     anna: escalate at stage 1, A first of this client." in shown
    again = in_process(*words, "--digest", "0" * 64, **anna)
    assert (again.returncode, "has voted on request" in again.stderr) == (1, True)


def test_a_reviewer_reads_what_the_policy_recommended_before_they_vote_against_it(
    dba: Conn, anna: dict[str, str]
) -> None:
    request_id = stopped(dba, "approve")
    try:
        (line,) = (
            one
            for one in in_process("approval", "list", **anna).stdout.splitlines()
            if one.split()[:1] == [str(request_id)]
        )
        assert "approve" in line
        shown = in_process("approval", "show", str(request_id), **anna).stdout
        assert "advises  approve  (a vote to reject needs --override-code)\n" in shown
    finally:
        dba.execute("select bankagent.lift_stop(null)")
