"""Sentences for a table or a facts file that has another form, in our words."""

from collections.abc import Mapping, Sequence
from typing import Any

FORMS = {
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "bool_type": "must be true or false",
    "none_required": "must be left out",
    "missing": "is missing",
    "extra_forbidden": "is not a part that a table has here: leave it out",
    "union_tag_not_found": "must have a type",
}
NODES = "inputNode, decisionTableNode or outputNode"
STEPS_TO_CELL = 7  # nodes, 1, decisionTableNode, content, rules, 3, notional


def in_words(wrong: Mapping[str, Any]) -> str:
    """Return what one of pydantic's errors asks for; it repeats no input."""
    type_, context = wrong["type"], wrong.get("ctx", {})
    if type_ == "literal_error":
        return f"must be {context['expected']}"
    if type_ == "union_tag_invalid":
        return f"must be of the type {NODES}, not {context['tag']}"
    return FORMS.get(type_, "must have another form")


def of_table(model: Any, wrong: Mapping[str, Any]) -> str:
    """Return the sentence for an error of a table, with its node, or its row and column."""
    where = _place(model, wrong["loc"]) or "table"
    return f"{where}: {in_words(wrong)}."


def _place(model: Any, location: Sequence[int | str]) -> str:
    if len(location) < len(("nodes", 0)) or location[0] != "nodes":
        return ".".join(map(str, location))
    node = model["nodes"][location[1]]
    name = node.get("name") if isinstance(node, dict) else None
    shown = f"node {name}" if isinstance(name, str) else f"node {int(location[1]) + 1}"
    rest = location[3:]  # behind the node's number stands its type
    if len(location) >= STEPS_TO_CELL and location[4] == "rules":
        column = _column(node, str(location[6]))
        return f"{shown}, row {int(location[5]) + 2}, column {column}"
    return f"{shown}, {'.'.join(map(str, rest))}" if rest else shown


def _column(node: Any, id_: str) -> str:
    """Return the name of a column as people see it, or its id."""
    content = node.get("content")
    columns = content.get("inputs") if isinstance(content, dict) else None
    for column in columns if isinstance(columns, list) else []:
        if isinstance(column, dict) and column.get("id") == id_:
            return str(column.get("name", id_))
    return id_
