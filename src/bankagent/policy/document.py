"""A decision table as it is written: JSON Decision Model, narrowed to one table.

The engine knows far more (functions in JavaScript, switches, defaults, first-hit tables) and skips
silently what it does not understand. What is not listed here is refused instead.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bankagent.domain import exact_json

Scalar = Literal["number", "integer", "string", "boolean"]


class Part(BaseModel):
    """What every part of a document is: strict, frozen, and without keys that we do not know."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FactSchema(Part):
    """The JSON Schema of one fact: one type, which leaves out null, and its bounds."""

    type: Scalar
    description: str = ""
    enum: list[Any] | None = None
    pattern: str | None = None
    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = Field(default=None, alias="exclusiveMinimum")
    exclusive_maximum: Any = Field(default=None, alias="exclusiveMaximum")


class FactsSchema(Part):
    """The JSON Schema of all facts that the table may read."""

    type: Literal["object"]
    required: list[str]
    properties: dict[str, FactSchema]


class InputContent(Part):
    """What the input node holds. JDM wants the schema as a string; as an object it can be read."""

    facts: FactsSchema | str = Field(alias="schema")


class Column(Part):
    """A column: `id` is its key in the rows, `field` the fact it tests or the word it gives."""

    id: str
    name: str
    field: str


class TableContent(Part):
    """The table: every row that matches is a hit, blank cells match anything."""

    hit_policy: Literal["collect"] = Field(alias="hitPolicy")
    inputs: list[Column]
    outputs: list[Column]
    rules: list[dict[str, str]]
    execution_mode: Literal["single"] = Field(default="single", alias="executionMode")
    input_field: None = Field(default=None, alias="inputField")
    output_path: None = Field(default=None, alias="outputPath")
    pass_through: Literal[False] = Field(default=False, alias="passThrough")


class Node(Part):
    """What each of the three nodes has; the position is for editors."""

    id: str
    name: str
    position: dict[str, Any] | None = None


class InputNode(Node):
    """Where the facts come in."""

    type: Literal["inputNode"]
    content: InputContent


class TableNode(Node):
    """Where they are judged."""

    type: Literal["decisionTableNode"]
    content: TableContent


class OutputNode(Node):
    """Where the hits come out."""

    type: Literal["outputNode"]
    content: dict[str, Any] | None = None


class Edge(Part):
    """An arrow between two nodes."""

    id: str
    type: Literal["edge"]
    source: str = Field(alias="sourceId")
    target: str = Field(alias="targetId")


class Document(Part):
    """The whole document."""

    content_type: Literal["application/vnd.gorules.decision"] = Field(alias="contentType")
    nodes: list[Annotated[InputNode | TableNode | OutputNode, Field(discriminator="type")]]
    edges: list[Edge]

    @classmethod
    def read(cls, text: str) -> Self:
        """Parse a document.

        Raises:
            BadJson: it is not JSON that we accept.
            pydantic.ValidationError: it is not a document as described here.
        """
        return cls.model_validate(exact_json.loads(text))

    @property
    def input(self) -> InputNode:
        """The node that has the schema; gates see to it that there is one."""
        return next(node for node in self.nodes if isinstance(node, InputNode))

    @property
    def table(self) -> TableNode:
        """The node that has the rules; gates see to it that there is one."""
        return next(node for node in self.nodes if isinstance(node, TableNode))

    def facts(self) -> FactsSchema:
        """Return the schema of the facts, however it is written.

        Raises:
            BadJson, pydantic.ValidationError: it is not one.
        """
        written = self.input.content.facts
        if isinstance(written, str):
            return FactsSchema.model_validate(exact_json.loads(written))
        return written


def for_the_engine(text: str) -> str:
    """Return the document with its schema as a string, which is all that the engine takes."""
    document: Any = exact_json.loads(text)
    for node in document["nodes"]:
        schema = node.get("content", {}).get("schema")
        if schema is not None and not isinstance(schema, str):
            node["content"]["schema"] = exact_json.dumps(schema)
    return exact_json.dumps(document)
