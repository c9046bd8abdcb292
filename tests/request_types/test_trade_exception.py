"""Payloads of trade_exception: what is refused, with its path, and what is a finding instead."""

from typing import Any

import pytest

from bankagent.errors import BadRequest
from tests.support.pairs import pair, parsed


def findings(payload: Any) -> dict[str, str]:
    with pytest.raises(BadRequest) as refused:
        parsed(payload)
    return {finding.field: finding.expected for finding in refused.value.findings}


def test_a_pair_without_any_side_is_refused() -> None:
    assert findings({}) == {"payload": "must have ours, theirs or both"}
    assert findings({"ours": None, "theirs": None}).keys() == {"payload"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quantity", 0), ("price", "1e5"), ("settlement_amount", True), ("trade_date", "24.11."),
        ("received_at", "2026-11-24"), ("side", "B"), ("isin", ""), ("record_number", "x" * 65),
        ("cancelled", "no"), ("more", 1),
    ],
)  # fmt: skip
def test_a_bad_value_of_a_side_is_refused_with_its_path(name: str, value: Any) -> None:
    assert findings(pair(**{name: value})).keys() == {f"payload.theirs.{name}"}


def test_a_bad_field_of_an_instruction_is_refused_with_its_path() -> None:
    assert findings(pair(ssi__agent_bic=5)).keys() == {"payload.theirs.ssi.agent_bic"}


@pytest.mark.parametrize(
    "raw",
    [
        {str(number): "" for number in range(201)}, {"a": "x" * 1001}, {"a": {"b": 1}}, {"": 1},
        {"x" * 65: 1}, [],
    ],
)  # fmt: skip
def test_raw_fields_are_bounded(raw: Any) -> None:
    assert findings(pair(raw=raw)).keys() == {"payload.theirs.raw"}


def test_a_mapping_names_fields_that_are_compared() -> None:
    found = findings(pair(mapping={"volume": "QTY"}))
    assert found["payload.theirs.mapping"].startswith("must map fields that are compared: uti")


@pytest.mark.parametrize("codes", [["dqua"], ["DQUA"] * 21, "DQUA", [1]])
def test_reported_codes_are_four_capitals_and_few(codes: Any) -> None:
    (path,) = findings(pair() | {"reported_reason_codes": codes})
    assert path.startswith("payload.reported_reason_codes")


@pytest.mark.parametrize("name", ["isin", "currency", "counterparty_lei", "counterparty_bic"])
def test_an_identifier_that_fails_its_check_is_no_fault_of_the_call(name: str) -> None:
    assert parsed(pair(**{name: "nonsense"})).theirs.source == "BROKER-A"
