import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bankagent import catalog
from bankagent.domain.known import Case
from bankagent.errors import BadRequest
from bankagent.service.decisions.needs import new_lookups
from tests.support.databases import Database
from tests.support.known import quiet

ROOT = Path(__file__).parents[1]


def findings(type_name: str, payload: Any) -> dict[str, str]:
    with pytest.raises(BadRequest) as refused:
        catalog.parse_payload(catalog.request_type(type_name), payload)
    return {finding.field: finding.expected for finding in refused.value.findings}


def test_the_names_of_types_are_their_own() -> None:
    names = [known.name for known in catalog.TYPES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("known", catalog.TYPES, ids=lambda known: known.name)
def test_each_type_takes_its_example_and_finds_facts_that_json_can_hold(known: Any) -> None:
    case = Case(1, "C-1", catalog.parse_payload(known, known.example))
    facts = known.facts(case.payload, quiet().part(known.needs, case))
    assert set(facts) == set(known.fact_names)
    for value in facts.values():
        assert value is not None
        assert not isinstance(value, float)


@pytest.mark.parametrize("known", catalog.TYPES, ids=lambda known: known.name)
def test_each_field_of_each_payload_is_described(known: Any) -> None:
    for field in known.payload.model_fields.values():
        assert field.description


@pytest.mark.parametrize("known", catalog.TYPES, ids=lambda known: known.name)
def test_each_type_says_in_a_sentence_what_approved_and_rejected_mean(known: Any) -> None:
    for meaning in (known.approved_means, known.rejected_means):
        assert meaning.endswith(".")
        assert meaning[0].isupper()
    assert known.approved_means != known.rejected_means


@pytest.mark.parametrize("known", catalog.SHIPPED, ids=lambda known: known.name)
def test_the_page_for_callers_says_what_the_decisions_of_a_type_mean(known: Any) -> None:
    row = f"| `{known.name}` | {known.approved_means} | {known.rejected_means} |"
    assert row in (ROOT / "docs" / "callers.md").read_text().splitlines()


def test_the_file_of_the_types_is_written_from_the_catalog() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "request_types.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_table_of_the_types_holds_the_catalog(db: Database) -> None:
    columns = ("name", "queue", "policy_key", "description")
    with psycopg.connect(db.url) as conn:
        rows = conn.execute(f"select {', '.join(columns)} from bankagent.request_types").fetchall()
    assert sorted(rows) == sorted(
        tuple(getattr(known, column) for column in columns) for known in catalog.TYPES
    )


def test_each_need_of_a_type_has_its_lookup() -> None:
    assert {need for known in catalog.TYPES for need in known.needs} <= new_lookups().keys()


def test_an_unknown_type_is_told_which_there_are() -> None:
    with pytest.raises(BadRequest) as refused:
        catalog.request_type("trade_reviews")
    (finding,) = refused.value.findings
    assert finding.field == "request_type"
    assert "trade_review" in finding.expected


def test_findings_say_which_field_and_what_is_expected_in_words() -> None:
    found = findings("trade_review", {"notional": 0, "isin": "US0378331006", "mic": "no", "x": 1})
    assert found["payload.symbol"].startswith("is required: the ticker")
    assert found["payload.notional"].startswith("must be the notional amount in major units")
    assert found["payload.isin"] == "must be a valid ISIN: its check digit is wrong"
    assert found["payload.mic"].startswith("must be the market's code (MIC")
    assert found["payload.x"] == "is not a field here: leave it out"


@pytest.mark.parametrize("payload", [None, [], "text", 5, True])
def test_a_payload_that_is_no_object_is_told_the_fields(payload: Any) -> None:
    assert "symbol, notional" in findings("trade_review", payload)["payload"]


def test_no_finding_repeats_what_stood_there() -> None:
    secret = "Mrs Example"
    sent = dict.fromkeys(catalog.request_type("trade_review").payload.model_fields, secret)
    for text in ("symbol", "counterparty_name", "desk", "book", "trader"):
        sent[text] = f"{secret}\n"
    # A call is told twenty findings at most, so each half is sent alone.
    fields = [*sent, secret]
    found = {}
    for half in (fields[:15], fields[15:]):
        found |= findings("trade_review", {name: sent.get(name, 1) for name in half})
    assert found.keys() == {f"payload.{name}" for name in (*sent, "?")}
    assert "Example" not in json.dumps(found)


def test_a_payload_of_nothing_but_mistakes_gets_twenty_findings() -> None:
    sent = {f"field_{number}": number for number in range(1000)}
    assert len(findings("trade_review", sent)) == 20
