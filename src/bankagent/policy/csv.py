"""A decision table as a CSV, for a spreadsheet, and as JDM, for the engine.

    Rule,Notional,In USD,Outcome,In words
    TR-000,,,approve,no restricting rule fired
    TR-010,> 5000000,yes,review,"the notional is above 5,000,000 USD"

A part that cannot be converted is refused with its row and column; no part is dropped or guessed.
policies/README.md tells editors the rules.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from bankagent.errors import Finding
from bankagent.policy import gates, layout
from bankagent.policy.csv_cells import (
    BadCell,
    test_for_csv,
    test_for_engine,
    text_for_csv,
    text_for_engine,
)
from bankagent.policy.csv_rows import read_rows
from bankagent.policy.facts_file import OUTPUTS, FactsFile, refused
from bankagent.policy.jdm import (
    DecisionModel,
    Edge,
    InputContent,
    InputNode,
    OutputNode,
    TableContent,
    TableNode,
)

EDGES = [
    Edge(id="in", type="edge", sourceId="facts", targetId="rules"),
    Edge(id="out", type="edge", sourceId="rules", targetId="outcome"),
]


def to_jdm(table_csv: bytes, facts_json: str | bytes) -> str:
    """Return the JSON text of a table that passes its gates.

    Args:
        table_csv: the content of `<version>.csv`.
        facts_json: the content of `<version>.facts.json`.

    Raises:
        BadRequest: the table is not valid; each finding names a row and a column, or a fact.
    """
    file = FactsFile.read(facts_json)
    text = layout.write(_model(file, _rules(table_csv, file)))
    wrong = gates.check(text)
    if wrong:
        raise refused([Finding("table", sentence) for sentence in wrong])
    return text


def from_jdm(table_json: str, description: str) -> tuple[str, str]:
    """Return the CSV and the facts file of a table; `description` says what the policy decides.

    The ids, names and positions that an editor gave to nodes, rows and outputs are not kept.

    Raises:
        BadRequest: the table does not pass its gates, or has a part that a CSV cannot say.
    """
    wrong = gates.check(table_json)
    if wrong:
        raise refused([Finding("table", sentence) for sentence in wrong])
    model = DecisionModel.read(table_json)
    facts_json = FactsFile(
        name=model.table.name,
        description=description,
        facts=model.facts().properties,
        columns=model.table.content.inputs,
    ).write()
    file = FactsFile.read(facts_json)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(file.header)
    writer.writerows(_shown(model.table.content, file))
    return text.getvalue(), facts_json


def _rules(table_csv: bytes, file: FactsFile) -> list[dict[str, str]]:
    """Return the rules of a CSV as rows of the engine's table."""
    rules: list[dict[str, str]] = []
    findings: list[Finding] = []
    for number, row in read_rows(table_csv, file.header):
        if len(row) == len(file.header):
            rules.append(_rule(f"row {number}", row, file, findings))
            continue
        expected = f"must have {len(file.header)} cells, not {len(row)}"
        findings.append(Finding(f"row {number}", f"{expected}; a text with commas needs quotes"))
    if findings:
        raise refused(findings)
    return rules


def _rule(
    where: str, row: Sequence[str], file: FactsFile, findings: list[Finding]
) -> dict[str, str]:
    rule = {"_id": row[0].strip()}
    for (column, fact), shown in zip(file.cells, row, strict=True):
        try:
            rule[column.id] = test_for_engine(shown, fact) if fact else text_for_engine(shown)
        except BadCell as error:
            findings.append(Finding(f"{where}, column {column.name}", str(error)))
    return rule


def _shown(table: TableContent, file: FactsFile) -> Iterator[list[str]]:
    """Yield the rows of a CSV for the rules of a table that passed its gates."""
    ids = {column.field: column.id for column in table.outputs}
    for number, rule in enumerate(table.rules, start=2):
        if rule.get("_description"):
            raise refused(
                [Finding(f"row {number}", "must have no _description: a CSV has no room")]
            )
        row = []
        for column, fact in file.cells:
            try:
                cell = rule.get(column.id, "") if fact else rule[ids[column.field]]
                row.append(test_for_csv(cell, fact) if fact else text_for_csv(cell))
            except BadCell as error:
                raise refused(
                    [Finding(f"row {number}, column {column.name}", str(error))]
                ) from None
        yield row


def _model(file: FactsFile, rules: list[dict[str, str]]) -> DecisionModel:
    """Return the model: three nodes in a line, whose ids and places are the same in each table."""
    table = TableContent(hitPolicy="collect", inputs=file.columns, outputs=OUTPUTS, rules=rules)
    return DecisionModel(
        contentType="application/vnd.gorules.decision",
        nodes=[
            InputNode(
                id="facts",
                name="What was found out",
                type="inputNode",
                position={"x": 0, "y": 0},
                content=InputContent(schema=file.schema_of_facts),
            ),
            TableNode(
                id="rules",
                name=file.name,
                type="decisionTableNode",
                position={"x": 300, "y": 0},
                content=table,
            ),
            OutputNode(
                id="outcome",
                name="All rules that fired",
                type="outputNode",
                position={"x": 600, "y": 0},
            ),
        ],
        edges=EDGES,
    )
