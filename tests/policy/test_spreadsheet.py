"""A CSV that was exported, opened in a spreadsheet and saved unchanged is the same table."""

import csv
import io
import json
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.errors import BadRequest
from bankagent.policy import spreadsheet
from bankagent.policy.csv import from_jdm, to_jdm
from bankagent.policy.facts_file import FactsFile
from tests.support import policies

# What LibreOffice 7.4 made of these cells when it opened a CSV and saved it, in English or German.
CHANGED = {
    "0.10": "0.1", "12345678901234567890": "1.23456789012346E+019", "007": "7", "1E5": "100000",
    "1/2": "01/02/2026", "MAR-010": "03/01/0010", "SEP-010": "09/01/0010", "1.50": "1.5",
    "true": "TRUE", "False": "FALSE", "12:30": "12:30:00 PM", "10am": "10:00:00 AM", "$5": "5",
    "1 2/3": "1.66666666666667", "1.000": "1000", "2026-11-24T10:00": "2026-11-24T10:00:00",
    "MAY 3": "05/03/2026", "1.": "1", "Jan 2026": "01/01/2026", "12-": "-12", "(5)": "-5",
    "8:1": "08:01:00 AM", "1,5": "1.5", "Mai 3": "05/01/2003", "24.11.": "11/24/2026",
}  # fmt: skip
# Excel's: it was not here to try; its documentation and its users tell of these.
EXCEL = ["2026-11-24", "MAR1", "1.5", "5%", "DEC-001", "3-May", "TRUE"]
KEPT = ["5", "-5", "0", "123456789012345", "> 5000000", "[1..5]", "[0.10..0.10]", ">= 1 and < 5",
        "yes", "not yes", "yes, no", "TR-010", "USD", "E5", "Q1", "T+1", "a-1"]  # fmt: skip
FACTS = json.dumps(
    {
        "name": "A table",
        "description": "For tests.",
        "facts": {
            "amount": {"type": "number"},
            "word": {"type": "string", "pattern": "^[A-Za-z0-9 :./-]+$"},
            "flag": {"type": "boolean"},
        },
        "columns": [
            {"id": "a", "name": "Amount", "field": "amount"},
            {"id": "w", "name": "Word", "field": "word"},
            {"id": "f", "name": "Flag", "field": "flag"},
        ],
    }
)
HEADER = ["Rule", "Amount", "Word", "Flag", "Outcome", "In words"]


def table(*rows: list[str]) -> bytes:
    text = io.StringIO()
    default = ["AA-000", "", "", "", "approve", "ok"]
    csv.writer(text, lineterminator="\n").writerows([HEADER, default, *rows])
    return text.getvalue().encode()


def digest(table_json: str) -> str:
    return sha256(table_json.encode()).hexdigest()


def opened_and_saved(table_csv: str, delimiter: str, quoting: Any, end: str, blank: int) -> bytes:
    """The CSV as a spreadsheet saves it that reads numbers, dates and truth values out of cells."""
    rows = [
        [respelled(cell, delimiter) for cell in row] for row in csv.reader(io.StringIO(table_csv))
    ]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([*(row + [""] * blank for row in rows), *([[""] * len(rows[0])] * blank)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def respelled(cell: str, delimiter: str) -> str:
    """A cell after it was read as a number or a date, if it looks like one."""
    if cell in CHANGED:
        return CHANGED[cell]
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", cell) and delimiter == ";":
        return "01. Mai"
    if re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+(e[-+]?[0-9]+)?", cell, re.IGNORECASE):
        return f"{Decimal(repr(float(f'{float(cell):.15g}'))):f}".removesuffix(".0")
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return f"{cell[8:]}.{cell[5:7]}.{cell[:4]}"
    return cell.upper() if cell.lower() in ("true", "false") else cell


@pytest.mark.parametrize("cell", [*CHANGED, *EXCEL])
def test_a_cell_that_a_spreadsheet_changes_is_known(cell: str) -> None:
    assert not spreadsheet.is_kept(cell)


@pytest.mark.parametrize("cell", KEPT)
def test_a_cell_that_a_spreadsheet_keeps_is_known(cell: str) -> None:
    assert spreadsheet.is_kept(cell)
    assert respelled(cell, ";") == respelled(cell, ",") == cell


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["AA-001", "", "2026-11-24", "", "review", "x"], "Word", "must not be 2026-11-24: a sp"),
        (["AA-001", "", "007", "", "review", "x"], "Word", "must not be 007"),
        (["AA-001", "", "MAR1", "", "review", "x"], "Word", "takes it for a number, a date or a"),
        (["AA-001", "0.10", "", "", "review", "x"], "Amount", "must be [0.10..0.10]: a spreadsh"),
        (["AA-001", "1234567890123456", "", "", "review", "x"], "Amount", "must be [1234567890123"),
        (["AA-001", "1", "", "", "review", "1.50"], "In words", "must not be 1.50"),
        (["AA-001", "1", "", "", "review", "TRUE"], "In words", "must not be TRUE"),
        (["MAR-010", "1", "", "", "review", "x"], "Rule", "must not be MAR-010"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_change_is_refused(
    row: list[str], column: str, said: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        to_jdm(table(row), FACTS)
    (finding,) = refused.value.findings
    assert finding.field == f"row 3, column {column}"
    assert said in finding.expected


def test_a_column_has_a_name_that_a_spreadsheet_keeps() -> None:
    with pytest.raises(BadRequest) as refused:
        FactsFile.read(FACTS.replace('"Amount"', '"1/2"'))
    assert "must not be 1/2" in refused.value.findings[0].expected


def test_a_number_with_a_point_stands_in_a_form_that_a_spreadsheet_keeps() -> None:
    table_csv = table(["AA-001", "[0.10..0.10]", "", "", "review", "x"])
    table_json = to_jdm(table_csv, FACTS)
    assert '"0.10"' in table_json
    assert from_jdm(table_json, "For tests.")[0].encode() == table_csv


DIALECTS = {
    "delimiter": st.sampled_from(",;"),
    "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    "end": st.sampled_from(["\n", "\r\n", "\r"]),
    "blank": st.integers(0, 3),
}
NUMBERS = st.decimals(-(10**17), 10**17, places=2).map("{:f}".format) | st.integers().map(str)
CELLS = st.sampled_from([*CHANGED, *EXCEL, *KEPT]) | NUMBERS
ROWS = st.tuples(
    st.just("") | CELLS | NUMBERS.map(lambda number: f"[{number}..{number}]"),
    st.just("") | CELLS,
    st.sampled_from(["", "TRUE", "false"]),
    CELLS | st.just("a reason"),
)


@given(
    row=ROWS,
    rule_id=st.sampled_from(["AA-001", "MAR-010", "DEC-001"]),
    dialect=st.fixed_dictionaries(DIALECTS),
)
@settings(deadline=None, max_examples=400)
def test_what_is_imported_comes_back_from_a_spreadsheet_as_the_same_table(
    row: tuple[str, ...], rule_id: str, dialect: Any
) -> None:
    *tests, text = row
    try:
        table_json = to_jdm(table([rule_id, *tests, "review", text]), FACTS)
    except BadRequest:
        return
    exported, facts_json = from_jdm(table_json, "For tests.")
    saved = opened_and_saved(exported, **dialect)
    assert digest(to_jdm(saved, facts_json)) == digest(table_json)


@pytest.mark.parametrize("path", policies.TABLES, ids=policies.label)
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_table_that_ships_comes_back_as_the_same_table(
    path: Path, delimiter: str, quoting: Any
) -> None:
    facts_json = path.with_suffix(".facts.json").read_bytes()
    saved = opened_and_saved(path.read_text(encoding="utf-8"), delimiter, quoting, "\r\n", 2)
    assert to_jdm(saved, facts_json) == to_jdm(path.read_bytes(), facts_json)
