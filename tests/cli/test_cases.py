"""`bankagent case …` against an API as a process of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import cases, people
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("cases of a test, which no facts make")
MISSING = cases.IDENTITY | {"state": "missing", "document": None}


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def test_a_reviewer_gives_findings_another_confirms_and_the_file_is_read(
    db: Database, dba: Conn, free_port: int, tmp_path: Path
) -> None:
    number = str(cases.waiting(dba, MISSING, outcome="needs_info"))
    keys = {name: people.add_key(dba, "reviewer", name) for name in ("eva", "ben")}
    source = tmp_path / "findings.json"
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:

        def said(by: str, *words: str, code: int = 0) -> str:
            done = in_process("case", *words, BANKAGENT_KEY=keys[by], BANKAGENT_URL=api.url)
            assert done.returncode == code, done.stderr
            return done.stdout if code == 0 else done.stderr

        source.write_text(json.dumps({"waivers": [cases.WAIVER]}))
        given = said("eva", "findings", number, str(source))
        waits = "these waivers wait for a second person: 1"
        assert given == f"Request {number} is needs_info; {waits}.\n"
        assert "another person" in said("eva", "confirm", number, "1", code=1)
        assert said("ben", "confirm", number, "1") == (
            f"Waiver 1 counts; request {number} is received.\n"
        )
        file = json.loads(said("ben", "file", number, "--json"))
        assert [one["reviewer"] for one in file["confirmations"]] == ["ben"]
        again = said("ben", "file", number, "--json", "--at", file["at"])
        assert json.loads(again) == file
        assert "waivers 1, confirmations 1; decision none" in said("ben", "file", number)
        for wrong, why in {"[]": "one JSON object", "{": "not JSON"}.items():
            source.write_text(wrong)
            assert why in said("eva", "findings", number, str(source), code=1)
        said("eva", "findings", number)
