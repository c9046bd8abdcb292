"""Tool calculate: exact arithmetic on quoted figures, so that an answer may name a result."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Context, Decimal, DecimalException
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bankagent.agent.tools import Call, Tool, ToolRefused
from bankagent.answering.checks.figures import Calculation, check_figures
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject

NAME = "calculate"
DESCRIPTION = (
    "Calculate with figures of passages. Each input has its value as a plain number and the words "
    "of a passage that have this figure. Claim a figure that no passage has only where this tool "
    "gave it, and quote all inputs in the claim."
)
EXACT = Context(prec=40)
HUNDRED = Decimal(100)
Operations = Mapping[str, Callable[[Sequence[Decimal]], Decimal]]
PAIR = 2


class Input(BaseModel):
    """A figure with the words that have it."""

    model_config = ConfigDict(extra="forbid")

    value: Decimal = Field(max_digits=30, decimal_places=10, description="such as 412.6")
    quote: str = Field(min_length=1, max_length=4000, description="words of a passage, copied")


class Calculated(BaseModel):
    """An operation on inputs; those of two take the second from, or into, the first."""

    model_config = ConfigDict(extra="forbid")

    operation: Literal["sum", "average", "product", "difference", "quotient", "percent_change"]
    inputs: list[Input] = Field(min_length=2, max_length=20)


def _average(values: Sequence[Decimal]) -> Decimal:
    return EXACT.divide(_sum(values), Decimal(len(values)))


def _sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for one in values:
        total = EXACT.add(total, one)
    return total


def _product(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(1)
    for one in values:
        total = EXACT.multiply(total, one)
    return total


def _change(values: Sequence[Decimal]) -> Decimal:
    before, after = values
    return EXACT.multiply(EXACT.divide(EXACT.subtract(after, before), abs(before)), HUNDRED)


OF_MANY: Operations = {
    "sum": _sum,
    "average": _average,
    "product": _product,
}
# Of a change the earlier figure comes first.
OF_TWO: Operations = {
    "difference": lambda values: EXACT.subtract(*values),
    "quotient": lambda values: EXACT.divide(*values),
    "percent_change": _change,
}


def calculate(given: Calculated, _: Call) -> JsonObject:
    """Return the result with its inputs.

    Raises:
        ToolRefused: an input is not in its quote, or the numbers have no such result.
    """
    values = [one.value for one in given.inputs]
    for one in given.inputs:
        if not _is_quoted(one):
            raise ToolRefused(f"The figure {one.value:f} is not in the words of its quote.")
    if given.operation in OF_TWO and len(values) != PAIR:
        raise ToolRefused(f"The operation {given.operation} takes two inputs.")
    try:
        result = {**OF_MANY, **OF_TWO}[given.operation](values)
    except DecimalException:
        raise ToolRefused("These numbers have no such result.") from None
    return {"operation": given.operation, "inputs": list(values), "result": result}


def calculations(results: Sequence[tuple[str, str]]) -> list[Calculation]:
    """Return the calculations of a run, from the stored results of its tools."""
    made: list[dict[str, Any]] = [
        dict(value)
        for name, text in results
        if name == NAME and isinstance(value := exact_json.loads(text), dict) and "result" in value
    ]
    return [
        Calculation(Decimal(one["result"]), tuple(Decimal(n) for n in one["inputs"]))
        for one in made
    ]


def _is_quoted(one: Input) -> bool:
    checked = check_figures(f"{abs(one.value):f}", [one.quote])
    return bool(checked) and all(figure.is_supported for figure in checked)


TOOL = Tool(NAME, DESCRIPTION, Calculated, "read", calculate)
