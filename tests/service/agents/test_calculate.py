"""The tool calculate: exact results of figures that are quoted, and no others."""

from decimal import Decimal
from typing import Any

import pytest

from bankagent.agent.tools import Call, ToolRefused
from bankagent.domain import exact_json
from bankagent.service.agents.tools.calculate import Calculated, calculate, calculations

NOW = {"value": "412.6", "quote": "Revenue was USD 412.6 million in 2025."}
BEFORE = {"value": "380.1", "quote": "Revenue was USD 380.1 million in 2024."}


def made(operation: str, *inputs: dict[str, str]) -> Any:
    asked = {"operation": operation, "inputs": list(inputs)}
    return calculate(Calculated.model_validate(asked), Call(1))


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ("sum", "792.7"),
        ("average", "396.35"),
        ("difference", "-32.5"),
        ("product", "156829.26"),
        ("percent_change", "8.550381478558274138384635622204682978164"),
    ],
)
def test_results_are_exact(operation: str, result: str) -> None:
    assert made(operation, BEFORE, NOW)["result"].compare(Decimal(result)) == 0


def test_a_figure_that_its_quote_does_not_have_is_refused() -> None:
    with pytest.raises(ToolRefused, match=r"412\.7 is not in the words of its quote"):
        made("sum", BEFORE, NOW | {"value": "412.7"})


def test_a_division_by_zero_is_refused() -> None:
    with pytest.raises(ToolRefused, match="no such result"):
        made("quotient", NOW, {"value": "0", "quote": "Debt was 0 in 2025."})


def test_an_operation_on_two_refuses_three() -> None:
    with pytest.raises(ToolRefused, match="takes two inputs"):
        made("difference", NOW, BEFORE, NOW)


def test_stored_results_are_read_as_calculations() -> None:
    text = exact_json.dumps(made("difference", NOW, BEFORE))
    (one,) = calculations([("search_documents", "{}"), ("calculate", text), ("calculate", "[]")])
    assert (one.result, one.inputs) == (Decimal("32.5"), (Decimal("412.6"), Decimal("380.1")))
