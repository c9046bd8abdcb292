"""Examples: each file says what it shows and how it ends, and fits the catalog and the policy."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.request_status import STATUSES
from bankagent.errors import BadRequest
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.read import read

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "examples"
FILES = sorted(FOLDER.glob("*/*.json"))
FIELDS = {"title", "shows", "request", "expect"}
MORE_FIELDS = {"then", "explain", "when_in_force", "unless_in_force", "documents"}
LONGEST_TITLE = 41  # the tour's table fits into 80 columns
LEAST = 6
LEAST_BAD = 3


def content(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def steps(path: Path) -> list[dict[str, Any]]:
    example = content(path)
    return [example, *example.get("then", [])]


def is_bad(path: Path) -> bool:
    return "refused" in content(path)["expect"]


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("known", catalog.TYPES, ids=lambda known: known.name)
def test_a_request_type_has_six_examples_good_and_bad(known) -> None:
    of_the_type = [path for path in FILES if path.parent.name == known.name]
    assert len(of_the_type) >= LEAST
    assert LEAST_BAD <= sum(map(is_bad, of_the_type)) < len(of_the_type)


def test_a_folder_of_examples_is_a_request_type() -> None:
    assert {path.parent.name for path in FILES} == {known.name for known in catalog.TYPES}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_an_example_says_what_it_shows_and_how_it_ends(path: Path) -> None:
    example = content(path)
    assert FIELDS <= example.keys() <= FIELDS | MORE_FIELDS
    assert example["shows"].endswith(".")
    assert set(example.get("explain", [])) <= {"bank", "client"}
    for document in example.get("documents", []):
        assert document.keys() == {"name", "text", "classification", "trust"}
    for step in steps(path):
        assert 0 < len(step["title"]) <= LONGEST_TITLE
        if "refused" in step["expect"]:
            assert step["expect"].keys() == {"refused", "fields"}
        else:
            assert step["expect"].keys() == {"status", "decision", "rules"}
            assert step["expect"]["status"] in STATUSES


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_an_example_sends_is_valid_exactly_where_it_says_so(path: Path) -> None:
    for step in steps(path):
        expected = step["expect"].get("fields", [])
        assert sorted(findings(path, step)) == sorted(expected)


def findings(path: Path, step: dict[str, Any]) -> list[str]:
    """Return the paths of the findings on what a step sends."""
    step = json.loads(
        json.dumps(step).replace("{MARK}", "0A1B2C").replace("{recent}", "2026-11-02")
    )
    sent = step.get("request", {})
    payload = exact_json.loads(json.dumps(step.get("correction", sent.get("payload"))))
    try:
        known = catalog.request_type(sent.get("request_type", path.parent.name))
        catalog.parse_payload(known, payload)
    except BadRequest as refused:
        return [finding.field for finding in refused.findings]
    return []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_rules_that_an_example_names_are_rules_of_the_newest_policy(path: Path) -> None:
    policy = catalog.request_type(path.parent.name).policy_key
    newest = max((ROOT / "policies" / policy).glob("*.csv"), key=version)
    rules = {row["Rule"] for row in csv.DictReader(newest.read_text().splitlines())}
    assert rules
    for step in steps(path):
        assert set(step["expect"].get("rules", [])) <= rules


def version(path: Path) -> int:
    return int(path.stem) if path.stem.isdigit() else 0  # <version>.tests.csv has examples


def test_the_sample_screening_list_can_be_imported() -> None:
    file = FOLDER / "screening_sample.csv"
    assert read("screening:SAMPLE", SourceFile(file.name, file.read_bytes())).row_count
