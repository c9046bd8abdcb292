"""The gates: the checks that a decision table must pass before it decides anything.

Each gate refuses something that the engine accepts silently: a rule whose fact is absent, a cell
that it cannot read, a column whose fact does not exist.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import zen
from pydantic import ValidationError

from bankagent.domain import exact_json
from bankagent.domain.evaluation import Outcome
from bankagent.errors import BadJson
from bankagent.policy import cells, fact_schema, sentences
from bankagent.policy.jdm import (
    DecisionModel,
    FactsSchema,
    InputNode,
    OutputNode,
    TableContent,
    TableNode,
    for_the_engine,
)
from bankagent.policy.table import GIVEN, ID, NOT_CELLS, Table, read_table

MOST_TEXT = 200


def check(table_json: str) -> list[str]:
    """Return the faults of a decision table, one sentence each; without a fault it may decide.

    The sentences quote the table, which is the bank's own text and holds no client's data.
    """
    try:
        read = DecisionModel.read(table_json)
        found = list(_shape(read))
        if found:
            return found
        facts = read.facts()
    except BadJson as error:
        return [error.detail]
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        model = exact_json.loads(table_json)
        said = [sentences.of_table(model, one) for one in wrong]
        return [*_columns_without_fact(table_json), *said]
    table = read.table.content
    # Each gate relies on those before it, so only the first that finds something reports.
    return (
        [*_schema(facts), *_columns(table, facts)]
        or list(_rows(table, facts))
        or list(_rules(read_table(read.table)))
        or list(_engine(table_json))
    )


def _columns_without_fact(table_json: str) -> Iterator[str]:
    """Yield the cells whose column tests no fact, in any table that the engine accepts.

    In the engine's own published example of money laundering (aml.json) the red row of the global
    sanctions is such a row: it never fires.
    """
    model: Any = exact_json.loads(table_json)
    for node in _objects(model, "nodes"):
        content = node.get("content")
        for column in _objects(content, "inputs"):
            rows = enumerate(_objects(content, "rules"), start=2)
            ids = [
                number for number, row in rows if str(row.get(str(column.get("id")), "")).strip()
            ]
            for number in [] if column.get("field") else ids:
                place = f"table {node.get('name')}, row {number}, column {column.get('name')}"
                yield f"{place}: the column tests no fact, so this row never fires."


def _objects(within: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects in a list of a model that has passed no gate yet."""
    found = within.get(name) if isinstance(within, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _shape(model: DecisionModel) -> Iterator[str]:
    kinds = Counter(type(node) for node in model.nodes)
    if kinds != {InputNode: 1, TableNode: 1, OutputNode: 1}:
        yield "nodes: there must be one inputNode, one decisionTableNode and one outputNode."
        return
    output = next(node.id for node in model.nodes if isinstance(node, OutputNode))
    arrows = sorted((edge.source, edge.target) for edge in model.edges)
    table = model.table.id
    if arrows != sorted([(model.input.id, table), (table, output)]):
        yield "edges: one must lead from the input to the table, and one from there to the output."


def _schema(facts: FactsSchema) -> Iterator[str]:
    for one in fact_schema.faults(facts.properties):
        yield f"schema: {one.field} {one.expected}."
    for name, fact in facts.properties.items():
        if name not in facts.required:
            yield f"schema: {name} must be required, for a rule never fires on an absent fact."
        if fact.type == "string" and fact.enum is None and fact.pattern is None:
            yield f"schema: {name} needs an enum or a pattern, or an unknown word fires no rule."


def _columns(table: TableContent, facts: FactsSchema) -> Iterator[str]:
    ids = Counter(column.id for column in (*table.inputs, *table.outputs))
    for id_, times in ids.items():
        if times > 1 or id_ in NOT_CELLS:
            yield f"column {id_}: its id must be its own, or the engine reads one cell for two."
    for column in table.inputs:
        if column.field not in facts.properties:
            yield f"column {column.name}: its field {column.field!r} is not a fact of the schema."
    if sorted(column.field for column in table.outputs) != sorted(GIVEN):
        yield f"outputs: the fields must be {', '.join(GIVEN)}."


def _rows(table: TableContent, facts: FactsSchema) -> Iterator[str]:
    known = {column.id for column in (*table.inputs, *table.outputs)} | NOT_CELLS
    for number, row in enumerate(table.rules, start=2):
        for unknown in sorted(row.keys() - known):
            yield f"row {number}: {unknown} is not a column, so the engine would not read it."
        for column in table.inputs:
            cell = row.get(column.id, "").strip()
            wrong = cells.input_finding(cell, facts.properties[column.field]) if cell else None
            if wrong:
                yield f"row {number}, column {column.name}: {wrong}."
        for column in table.outputs:
            if cells.literal(row.get(column.id, "").strip()) is None:
                yield f"row {number}, column {column.name}: it must be one text in quotes."


def _rules(table: Table) -> Iterator[str]:
    for id_, times in Counter(row.rule_id for row in table.rows).items():
        if times > 1:
            yield f"rule {id_}: the id stands in {times} rows, and each rule needs its own."
        if not ID.fullmatch(id_):
            yield f"rule {id_}: the id must be capitals, a dash and three digits, as in TR-010."
    for row in table.rows:
        if row.outcome not in list(Outcome):
            yield f"rule {row.rule_id}: {row.outcome} is not one of {', '.join(Outcome)}."
        if len(row.text) > MOST_TEXT:
            yield f"rule {row.rule_id}: the text is longer than {MOST_TEXT} characters."
    if sum(not row.fields for row in table.rows) != 1:
        yield "rules: there must be one default row, in which every input is blank."


def _engine(table_json: str) -> Iterator[str]:
    try:
        zen.ZenEngine().create_decision(for_the_engine(table_json)).validate()
    except RuntimeError as error:
        yield f"the engine refuses the table: {str(error).splitlines()[0]}."
