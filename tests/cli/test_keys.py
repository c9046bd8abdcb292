"""`bankagent caller` and `bankagent reviewer`, as operators and their scripts run them."""

import json

from bankagent.domain.api_key import ApiKey
from tests.support.cli import bankagent, in_process
from tests.support.databases import Database
from tests.support.rows import connect, fetch


def test_a_key_is_printed_once_and_alone_on_standard_output(db: Database) -> None:
    done = bankagent("caller", "add", "desk-7", DATABASE_URL=db.url)
    assert done.returncode == 0, done.stderr
    key = ApiKey.parse(done.stdout.strip())
    assert key
    assert f"key {key.id} until" in done.stderr
    assert "cannot be shown again" in done.stderr
    assert key.secret not in done.stderr
    for command in (("caller", "list"), ("caller", "list", "--json"), ("reviewer", "list")):
        said = in_process(*command, DATABASE_URL=db.url)
        assert key.secret not in said.stdout
        assert key.secret_sha256 not in said.stdout
        assert said.returncode == 0


def test_a_key_is_rotated_without_a_gap(db: Database) -> None:
    def add(*options: str) -> dict[str, str]:
        done = in_process("caller", "add", "desk-7", "--json", *options, DATABASE_URL=db.url)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    old, new = add("--scope", "requests:read", "--expires", "1"), add()
    assert old["key_id"] != new["key_id"]
    full = in_process("caller", "add", "desk-7", "--scope", "operate", DATABASE_URL=db.url)
    assert (full.returncode, full.stdout) == (1, "")
    assert full.stderr == "bankagent: Caller desk-7 has two keys that work: revoke one first.\n"
    done = in_process("caller", "revoke", old["key_id"], DATABASE_URL=db.url)
    assert "revoked" in done.stdout
    listed = json.loads(in_process("caller", "list", "--json", DATABASE_URL=db.url).stdout)
    assert [(one["key_id"], one["state"]) for one in listed] == [
        (new["key_id"], "works"),
        (old["key_id"], "revoked"),
    ]
    # The refused one changed nothing, the scopes neither.
    assert {str(one["scopes"]) for one in listed} == {"['requests:read']"}


def test_a_reviewer_has_a_role(db: Database) -> None:
    without = in_process("reviewer", "add", "anna", DATABASE_URL=db.url)
    assert without.returncode == 2
    assert "--role" in without.stderr
    done = in_process("reviewer", "add", "anna", "--role", "compliance", DATABASE_URL=db.url)
    assert done.stdout.startswith("bak_reviewer_")
    said = in_process("reviewer", "list", DATABASE_URL=db.url).stdout
    assert "anna" in said
    assert "compliance" in said
    for command, state in (("disable", "disabled"), ("enable", "works")):
        assert in_process("reviewer", command, "anna", DATABASE_URL=db.url).returncode == 0
        (one,) = json.loads(in_process("reviewer", "list", "--json", DATABASE_URL=db.url).stdout)
        assert one["state"] == state


def test_who_is_no_operator_is_told_in_one_sentence(db: Database) -> None:
    for url, words in (
        (db.api_url, "members of bankagent_owner"),
        ("postgresql://nobody@127.0.0.1:1/x", "The database refused"),
    ):
        done = in_process("caller", "add", "desk-7", DATABASE_URL=url)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("bankagent: ")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    with connect(db.url) as conn:
        assert fetch(conn, "select * from bankagent.callers") == []


def test_a_wrong_word_is_refused_in_one_sentence(db: Database) -> None:
    for words in (
        ("caller", "add", "a b"),
        ("reviewer", "add", "x", "--role", "Boss"),
        ("caller", "revoke", "nonesuch"),
        ("reviewer", "disable", "nobody"),
    ):
        done = in_process(*words, DATABASE_URL=db.url)
        assert (done.returncode, done.stdout) == (1, ""), done
        assert done.stderr.count("\n") == 1
