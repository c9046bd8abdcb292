"""`bankagent documents …` against an API as a process of its own, with the example report."""

import json
import subprocess
import sys
from pathlib import Path

from bankagent.domain.caller import OPERATE, READ, WRITE
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.people import keyed_caller

EXAMPLES = Path(__file__).parents[2] / "examples" / "documents"


def test_a_report_is_added_found_shown_and_withdrawn(  # noqa: PLR0915 - one story
    db: Database, free_port: int, tmp_path: Path
) -> None:
    key = keyed_caller(db.url, "desk-7", WRITE, READ, OPERATE).key.text
    report = str(EXAMPLES / "annual_report.pdf")
    with serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api:

        def said(*words: str, code: int = 0) -> str:
            done = in_process(
                "documents", *words, BANKAGENT_KEY=key, BANKAGENT_URL=api.url, DATABASE_URL=db.url
            )
            assert done.returncode == code, done.stdout + done.stderr
            return done.stdout if code == 0 else done.stderr

        assert "--client or --house-wide" in said("add", report, code=1)
        of_client = ("--client", "CUST-1042")
        assert said("list", *of_client) == "There are no documents that you may read.\n"
        added = said("add", report, *of_client)
        assert added == "Document 1 has this file as its version 1.\n"
        assert said("add", report, *of_client) == added
        found = said("search", "What was the net debt at the end of 2024?", *of_client)
        assert found.startswith("1. document 1 version 1, characters ")
        assert "Net debt fell to GBP 88.5 million" in found.partition("2. document")[0]
        passages = json.loads(said("search", "net debt", *of_client, "--json"))["passages"]
        read = json.loads(said("show", "1", "--json"))
        assert all(read["text"][one["start"] : one["end"]] == one["text"] for one in passages)
        other = tmp_path / "annual_report.pdf.md"
        other.write_text("Restated.\u200b\n")
        again = ("add", str(other), *of_client, "--name", "annual_report.pdf")
        assert said(*again, "--classification", "public") == (
            "Document 1 has this file as its version 2.\n"
        )
        shown = said("show", "1")
        assert "version 2: public, external, 10 characters; left out: 1 zero width" in shown
        assert "no such version" in said("show", "1", "--version", "3", code=1)
        assert "annual_report.pdf" in said("list", *of_client)
        assert "Not searched" in said("search", "x", *of_client, "--document", "9")
        assert said("withdraw", "1", "--reason", "Wrong.") == (
            "Document 1 is withdrawn up to version 2.\n"
        )
        assert "(withdrawn)" in said("list", *of_client)
        assert "withdrawn 20" in said("show", "1")
        cleared = said("clear", "caller", "desk-7", "mnpi", "--reason", "Deal.", *of_client)
        assert cleared == "The caller desk-7 reads documents up to mnpi.\n"
        assert "mnpi" in said("clearances")
        house = ("add", report, "--house-wide", "--classification", "internal", "--json")
        assert json.loads(said(*house)) == {"document_id": 2, "version": 1}
        picture = tmp_path / "a.png"
        picture.write_bytes(b"x")
        assert "must end with one of" in said("add", str(picture), *of_client, code=1)


def test_the_example_pdf_is_made_of_its_source(tmp_path: Path) -> None:
    before = (EXAMPLES / "annual_report.pdf").read_bytes()
    made = tmp_path / "documents"
    made.mkdir()
    for name in ("annual_report.md", "make_pdf.py"):
        (made / name).write_bytes((EXAMPLES / name).read_bytes())
    done = in_process_of(made / "make_pdf.py")
    assert done == 0
    assert (made / "annual_report.pdf").read_bytes() == before


def in_process_of(script: Path) -> int:
    return subprocess.run([sys.executable, str(script)], check=False).returncode
