"""The layout of a decision table's JSON text: the same model always gives the same bytes.

The digest of a version is over its text, so this layout stays as it is once a version is released.
"""

from collections.abc import Iterable, Mapping

from bankagent.domain import exact_json
from bankagent.policy.jdm import (
    Column,
    DecisionModel,
    FactSchema,
    FactsSchema,
    InputNode,
    OutputNode,
    TableContent,
    TableNode,
)


def write(model: DecisionModel) -> str:
    """Return the JSON text of a model, without a newline at its end.

    Raises:
        BadJson, pydantic.ValidationError: the schema of the facts is a string that holds none.
    """
    facts = model.facts()
    edges = (inline(edge.model_dump(by_alias=True)) for edge in model.edges)
    return block(
        [
            pair("contentType", model.content_type),
            named("nodes", array(_node(node, facts) for node in model.nodes)),
            named("edges", array(edges)),
        ]
    )


def block(parts: Iterable[str]) -> str:
    """Return an object whose parts, one or more pairs each, stand on lines of their own."""
    return "{\n" + _indented(",\n".join(parts)) + "\n}"


def array(values: Iterable[str]) -> str:
    """Return an array whose values, which are JSON text, stand on lines of their own."""
    return "[\n" + _indented(",\n".join(values)) + "\n]"


def named(name: str, text: str) -> str:
    """Return a name and its value, which is JSON text."""
    return f"{exact_json.dumps(name)}: {text}"


def pair(name: str, value: object) -> str:
    """Return a name and its value on one line."""
    return named(name, inline(value))


def pairs(values: Mapping[str, object]) -> str:
    """Return several names and their values on one line."""
    return ", ".join(pair(name, value) for name, value in values.items())


def inline(value: object) -> str:
    """Return a value on one line, with a space after each comma and colon."""
    if isinstance(value, Mapping):
        return "{" + pairs(value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return exact_json.dumps(value)


def fact(schema: FactSchema) -> list[str]:
    """Return the parts of a fact's schema: its type with its bounds, then its description."""
    bounds = schema.model_dump(by_alias=True, exclude_none=True, exclude={"description"})
    described = [pair("description", schema.description)] if schema.description else []
    return [pairs(bounds), *described]


def column(shown: Column) -> str:
    """Return a column on one line."""
    return inline(shown.model_dump())


def _indented(text: str) -> str:
    # Not textwrap.indent: it takes U+0085 and U+2028, which may stand in a string, for line ends.
    return "  " + text.replace("\n", "\n  ")


def _node(node: InputNode | TableNode | OutputNode, facts: FactsSchema) -> str:
    parts = [pairs({"id": node.id, "name": node.name, "type": node.type})]
    if node.position is not None:
        parts.append(pair("position", node.position))
    if isinstance(node, InputNode):
        parts.append(named("content", block([named("schema", _schema(facts))])))
    elif isinstance(node, TableNode):
        parts.append(named("content", _table(node.content)))
    elif node.content is not None:
        parts.append(pair("content", node.content))
    return block(parts)


def _schema(facts: FactsSchema) -> str:
    properties = (named(name, block(fact(one))) for name, one in facts.properties.items())
    return block(
        [
            pair("type", facts.type),
            named("required", array([inline(facts.required)[1:-1]])),
            named("properties", block(properties)),
        ]
    )


def _table(table: TableContent) -> str:
    return block(
        [
            pair("hitPolicy", table.hit_policy),
            named("inputs", array(map(column, table.inputs))),
            named("outputs", array(map(column, table.outputs))),
            named("rules", array(_rule(row, table) for row in table.rules)),
        ]
    )


def _rule(row: Mapping[str, str], table: TableContent) -> str:
    """Return a rule: its id, the cells that test, the cells that it gives, and its text."""
    tests = {c.id for c in table.inputs}
    texts = {c.id for c in table.outputs if c.field == "text"}
    gives = {c.id for c in table.outputs} - texts
    others = row.keys() - tests - texts - gives
    groups = [
        {name: row[name] for name in row if name in group}
        for group in (others, tests, gives, texts)
    ]
    return block(pairs(group) for group in groups if group)
