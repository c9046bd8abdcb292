"""JSON Decision Model (JDM), the form in which the engine takes a table, narrowed to one table.

The engine knows far more (functions in JavaScript, switches, defaults, first-hit tables) and skips
silently what it does not understand. A part that is not listed here is refused instead.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bankagent.domain import exact_json

Scalar = Literal["number", "integer", "string", "boolean"]


class Part(BaseModel):
    """The base of all parts of a model: strict, frozen, and without unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FactSchema(Part):
    """The JSON Schema of one fact: exactly one type, never null, and its bounds."""

    type: Scalar
    description: str = ""
    # Whether explanations for clients may say it; internal unless the policy says so.
    public: bool | None = None
    enum: list[Any] | None = None
    pattern: str | None = None
    minimum: Any = None
    maximum: Any = None
    exclusive_minimum: Any = Field(default=None, alias="exclusiveMinimum")
    exclusive_maximum: Any = Field(default=None, alias="exclusiveMaximum")


class FactsSchema(Part):
    """The JSON Schema of all facts that a table may read."""

    type: Literal["object"]
    required: list[str]
    properties: dict[str, FactSchema]


class InputContent(Part):
    """The schema of the facts: a string for the engine, an object for people."""

    facts: FactsSchema | str = Field(alias="schema")


class Column(Part):
    """A column: `id` is its key in the rows, `field` the fact that it tests or the output."""

    id: str
    name: str
    field: str


class TableContent(Part):
    """The rules: each row that matches is a hit, and a blank cell matches anything."""

    hit_policy: Literal["collect"] = Field(alias="hitPolicy")
    inputs: list[Column]
    outputs: list[Column]
    rules: list[dict[str, str]]
    execution_mode: Literal["single"] = Field(default="single", alias="executionMode")
    input_field: None = Field(default=None, alias="inputField")
    output_path: None = Field(default=None, alias="outputPath")
    pass_through: Literal[False] = Field(default=False, alias="passThrough")


class Node(Part):
    """The base of the three nodes; the position is for editors."""

    id: str
    name: str
    position: dict[str, Any] | None = None


class InputNode(Node):
    """The node that takes the facts in."""

    type: Literal["inputNode"]
    content: InputContent


class TableNode(Node):
    """The node that tests the facts."""

    type: Literal["decisionTableNode"]
    content: TableContent


class OutputNode(Node):
    """The node that gives the hits out."""

    type: Literal["outputNode"]
    content: dict[str, Any] | None = None


class Edge(Part):
    """A connection between two nodes."""

    id: str
    type: Literal["edge"]
    source: str = Field(alias="sourceId")
    target: str = Field(alias="targetId")


class DecisionModel(Part):
    """A decision table as its JSON text says it: three nodes and the edges between them."""

    content_type: Literal["application/vnd.gorules.decision"] = Field(alias="contentType")
    nodes: list[Annotated[InputNode | TableNode | OutputNode, Field(discriminator="type")]]
    edges: list[Edge]

    @classmethod
    def read(cls, text: str) -> Self:
        """Parse the JSON text of a table.

        Raises:
            BadJson: the text is not JSON that we accept.
            pydantic.ValidationError: the JSON is not a model as described here.
        """
        return cls.model_validate(exact_json.loads(text))

    @property
    def input(self) -> InputNode:
        """The node with the schema; the gates refuse a table without one."""
        return next(node for node in self.nodes if isinstance(node, InputNode))

    @property
    def table(self) -> TableNode:
        """The node with the rules; the gates refuse a table without one."""
        return next(node for node in self.nodes if isinstance(node, TableNode))

    def facts(self) -> FactsSchema:
        """Return the schema of the facts, from a string or an object.

        Raises:
            BadJson, pydantic.ValidationError: the string holds no schema.
        """
        written = self.input.content.facts
        if isinstance(written, str):
            return FactsSchema.model_validate(exact_json.loads(written))
        return written


def for_the_engine(text: str) -> str:
    """Return the table with its schema as a string, the only form that the engine takes."""
    model: Any = exact_json.loads(text)
    for node in model["nodes"]:
        schema = node.get("content", {}).get("schema")
        if schema is not None and not isinstance(schema, str):
            node["content"]["schema"] = exact_json.dumps(schema)
    return exact_json.dumps(model)
