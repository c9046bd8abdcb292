"""Examples of a policy: facts, and the outcome that its author expects, in a CSV.

    Test,Notional,In USD,Outcome,Rules
    a usual trade,1000000,yes,approve,TR-000
    above the limit,5000001,,review,

The columns are the policy's own, and hold values instead of tests. A blank cell leaves the fact to
the test: it takes a value on which as few rules fire as can be. Rules may be blank, or name all
rules that fire.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonValue
from bankagent.errors import Finding
from bankagent.policy import cells
from bankagent.policy.csv_cells import BadCell, visible
from bankagent.policy.csv_rows import read_rows
from bankagent.policy.facts_file import refused
from bankagent.policy.jdm import Column, FactSchema
from bankagent.policy.values import fits

NUMBER = re.compile(cells.NUMBER)
OUTCOMES = f"must be one of: {', '.join(Outcome)}"


@dataclass(frozen=True, slots=True)
class Example:
    """One row: its name, the facts that it names, and what is expected of the policy."""

    name: str
    facts: Mapping[str, JsonValue]
    outcome: Outcome
    rules: tuple[str, ...]


def read_examples(
    text: bytes, columns: Sequence[Column], facts: Mapping[str, FactSchema]
) -> list[Example]:
    """Return the examples of a CSV.

    Raises:
        BadRequest: the file is not valid; each finding names a row and a column.
    """
    header = ["Test", *(column.name for column in columns), "Outcome", "Rules"]
    findings: list[Finding] = []
    found = []
    for number, saved in read_rows(text, header):
        # Excel leaves blank cells at the end of a row away.
        row = [*saved, ""] if len(saved) == len(header) - 1 else saved
        if len(row) != len(header):
            text_ = f"must have {len(header)} cells, not {len(row)}"
            findings.append(Finding(f"row {number}", text_))
            continue
        found.append(_example(number, row, columns, facts, findings))
    if findings:
        raise refused(findings)
    return [one for one in found if one is not None]


def _example(
    number: int,
    row: Sequence[str],
    columns: Sequence[Column],
    facts: Mapping[str, FactSchema],
    findings: list[Finding],
) -> Example | None:
    named: dict[str, JsonValue] = {}
    for column, cell in zip(columns, row[1:-2], strict=True):
        try:
            if cell.strip():
                named[column.field] = _value(visible(cell), facts[column.field])
        except BadCell as error:
            findings.append(Finding(f"row {number}, column {column.name}", str(error)))
    if row[-2].strip() not in list(Outcome):
        findings.append(Finding(f"row {number}, column Outcome", OUTCOMES))
        return None
    rules = tuple(re.findall(r"[^\s,;]+", row[-1]))
    return Example(row[0].strip() or f"row {number}", named, Outcome(row[-2].strip()), rules)


def _value(text: str, fact: FactSchema) -> JsonValue:
    value: JsonValue = text
    if fact.type == "boolean":
        value = {"true": True, "false": False}.get(text.lower())
    elif fact.type != "string":
        value = Decimal(text) if NUMBER.fullmatch(text) else None
    if value is None or not fits(fact, value):
        raise BadCell("must be a value of the fact, not a test" + _words(fact))
    return value


def _words(fact: FactSchema) -> str:
    return f": one of {', '.join(map(str, fact.enum))}" if fact.enum is not None else ""
