"""`bankagent explain`: an explanation in a terminal, for a script and for a client."""

import json
from collections.abc import Iterator

import pytest

from tests.support import people
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.rows import Conn, connect


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def test_each_sentence_stands_on_a_line_with_its_records(db: Database, dba: Conn) -> None:
    (request_id,) = people.waiting(dba, actor="desk-7", on_behalf_of="Jan Nowak")
    done = in_process("explain", str(request_id), DATABASE_URL=db.url)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "What was asked and decided, and why"
    assert f"  [internal] desk-7 made it on behalf of Jan Nowak.  <request:{request_id}>" in lines
    assert "  [internal] It waits until a person of the bank decides it.  " in done.stdout
    assert "Rule TR-010 says review: the notional is above 5,000,000 USD" in done.stdout


def test_a_client_gets_the_sentences_that_are_not_internal(db: Database, dba: Conn) -> None:
    (request_id,) = people.waiting(dba, actor="desk-7")
    words = ("explain", str(request_id), "--audience", "client")
    said = in_process(*words, DATABASE_URL=db.url).stdout
    assert "[internal]" not in said
    assert "TR-010" not in said
    told = json.loads(in_process(*words, "--json", DATABASE_URL=db.url).stdout)
    assert told["audience"] == "client"
    found = [one for section in told["sections"] for one in section["sentences"]]
    assert all(one["text"] in said and not one["internal"] for one in found)


def test_a_stranger_cannot_act_on_the_terminal(db: Database, dba: Conn) -> None:
    (request_id,) = people.waiting(dba, client_id="A\x1b[2J\u202e")
    said = in_process("explain", str(request_id), DATABASE_URL=db.url).stdout
    assert "A\\u001b[2J\\u202e" in said


def test_a_request_that_is_not_there_is_one_sentence(db: Database) -> None:
    done = in_process("explain", "99", DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("bankagent: ")
