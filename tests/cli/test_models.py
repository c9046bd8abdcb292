"""`bankagent models …` lists and retires models, and limits their calls."""

import json

import pytest

from tests.support import rows
from tests.support.cli import in_process as bankagent
from tests.support.databases import Database

ADD = ("models", "add", "openai", "m", "--owner", "Research IT", "--purpose", "drafts")


def told(db: Database, *command: str) -> str:
    done = bankagent(*command, DATABASE_URL=db.url, COLUMNS=160)
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


def test_a_model_is_listed_validated_and_retired(db: Database) -> None:
    assert "cannot be called before it is validated" in told(db, *ADD)
    validated = ("--validated-on", "2026-01-05", "--validated-by", "Model Risk")
    row = json.loads(told(db, *ADD, *validated, "--prices", "0.25,2,0.025", "--json"))
    assert (row["provider"], row["validated_on"]) == ("openai", "2026-01-05")
    with rows.connect(db.url) as conn:
        query = (
            "select cached_price::text from bankagent.models where valid_to is null and name = 'm'"
        )
        assert rows.one(conn, query) == "0.025"
    listed = told(db, "models", "list")
    for word in ("openai:m", "embedded:embedded", "Research IT", "0.25", "2026-01-05"):
        assert word in listed
    assert told(db, "models", "retire", "openai", "m") == "openai:m is retired.\n"
    names = [one["name"] for one in json.loads(told(db, "models", "list", "--json"))]
    assert names == ["embedded"]


def test_a_limit_is_set_listed_and_ended(db: Database) -> None:
    day = ("models", "limit", "client_day", "--for", "CUST-1042")
    assert "is set" in told(db, *day, "--tokens", "2000000", "--money", "25.50")
    assert "CUST-1042" in told(db, "models", "limits")
    (limit,) = json.loads(told(db, "models", "limits", "--json"))
    assert (limit["tokens"], limit["requests"], limit["money"]) == (2000000, None, 25.50)
    assert "is ended" in told(db, "models", "unlimit", "client_day", "--for", "CUST-1042")
    assert json.loads(told(db, "models", "limits", "--json")) == []


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("models", "limit", "client_day", "--requests", "0.4"), 1, "whole number"),
        (("models", "limit", "client_day", "--money", "NaN"), 1, "must be above 0"),
        (("models", "limit", "week", "--requests", "1"), 1, "Scope must be"),
        (("models", "limit", "client_day", "--requests", "many"), 2, "must be a number"),
        (("models", "retire", "openai", "other"), 1, "no listed model"),
        (("models", "resume", "openai"), 1, "not paused"),
        ((*ADD, "--prices", "1"), 2, "two or three prices"),
        ((*ADD, "--validated-on", "2026-01-05"), 1, "must come with validated_on"),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    db: Database, command: tuple[str, ...], code: int, words: str
) -> None:
    done = bankagent(*command, DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
