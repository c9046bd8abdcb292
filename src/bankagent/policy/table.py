"""The rules of a decision table, read once, so that an evaluation need not parse the JSON."""

import re
from dataclasses import dataclass

from bankagent.policy import cells
from bankagent.policy.jdm import TableNode

GIVEN = ("rule_id", "outcome", "text")
NOT_CELLS = frozenset({"_id", "_description"})
ID = re.compile(r"[A-Z][A-Z0-9]*-[0-9]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule; `fields` are the facts that it tests, none for the default row."""

    rule_id: str
    outcome: str
    text: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rules in their order."""

    rows: tuple[Row, ...]


def read_table(node: TableNode) -> Table:
    """Return the rules of a table whose output cells are all literals."""
    content = node.content
    rows = []
    for written in content.rules:
        given = {c.field: cells.literal(written[c.id].strip()) or "" for c in content.outputs}
        tested = tuple(c.field for c in content.inputs if written.get(c.id, "").strip())
        rows.append(Row(given["rule_id"], given["outcome"], given["text"], tested))
    return Table(tuple(rows))
