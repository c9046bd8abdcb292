"""`bankagent request …` against an API as a process of its own."""

import json
from pathlib import Path

from tests.support import approvals, people
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.payloads import TRADE
from tests.support.people import keyed_caller
from tests.support.rows import connect


def test_a_caller_reads_its_question_and_answers_and_reads_the_reason(
    db: Database, free_port: int, tmp_path: Path
) -> None:
    key = keyed_caller(db.url, "desk-7").key.text
    with connect(db.url) as dba:
        people.add_reviewers(dba, "anna")
        asked, rejected, corrected = map(str, approvals.waiting(dba, "review", 3))
        people.vote(dba, int(asked), verdict="needs_info", reason="Which book?")
        people.vote(dba, int(corrected), verdict="needs_info", reason="Which amount?")
        people.vote(dba, int(rejected), verdict="reject", reason="No borrow located.")
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:

        def said(*words: str, code: int = 0) -> str:
            done = in_process("request", *words, BANKAGENT_KEY=key, BANKAGENT_URL=api.url)
            assert done.returncode == code, done.stderr
            return done.stdout if code == 0 else done.stderr

        assert "question  Which book? (compliance), 20" in said("show", asked)
        assert "reason    No borrow located." in said("show", rejected)
        assert "client    no words" in said("show", rejected)
        assert "Give --text" in said("answer", asked, code=1)
        answered = said("answer", asked, "--text", "Book 4.")
        assert answered == f"Request {asked} is received. Your answer has the number 1.\n"
        assert "is received" in said("answer", asked, "--text", "Book 4.", code=1)
        source = tmp_path / "payload.json"
        source.write_text("[]")
        assert "one JSON object" in said("answer", corrected, "--payload", str(source), code=1)
        source.write_text(json.dumps(TRADE["payload"]))
        told = said("answer", corrected, "--payload", str(source), "--json")
        assert json.loads(told)["payload_version"] == 2
