import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.policy import cells
from bankagent.policy.engine import evaluate
from bankagent.policy.jdm import FactSchema
from tests.support import policies

NUMBER = FactSchema(type="number")
WORD = FactSchema(type="string", enum=["yes", "no", "unknown"])
SHIPPED = policies.shipped("trade_review", version=1)


@pytest.mark.parametrize(
    "cell",
    [
        "> 5000000",
        ">=0.01",
        "< -5",
        "5",
        "== 5.00",
        "!= 5",
        "[1..5]",
        "(1 .. 5]",
        "> 1 and <= 5",
        "[1..5] and != 3",
        "> 1234567890123456789012345678",
    ],
)
def test_a_test_of_a_number_may_stand(cell: str) -> None:
    assert cells.input_finding(cell, NUMBER) is None


@pytest.mark.parametrize(
    "cell",
    [
        "> > 5",
        "> 5,000,000",  # the engine reads: above 5, or 0
        "> 5_000_000",
        "> 1e6",
        "> notional",
        "> '5'",
        "'5'",
        "5 6",
        "= 5",
        "1 and 5",
        "> 5 or < 3",
        "len($) > 5",
        "> 5000000.00000000000000000000000001",  # longer than the engine's numbers
        "> 12345678901234567890123456789",
        "true",
        "null",
    ],
)
def test_nothing_else_stands_in_a_numbers_column(cell: str) -> None:
    assert cells.input_finding(cell, NUMBER) is not None


@pytest.mark.parametrize(
    "cell", ["'yes'", '"yes"', "== 'yes'", "!= 'yes'", "'yes', 'no'", "in ['yes']", "not in ['no']"]
)
def test_a_test_of_a_word_may_stand(cell: str) -> None:
    assert cells.input_finding(cell, WORD) is None


@pytest.mark.parametrize(
    "cell",
    [
        "yes",
        "'yes",
        "'YES'",
        "'maybe'",
        "in ['yes', 'maybe']",
        "> 'no'",
        "5",
        "'yes' 'no'",
        "'a\\'",
    ],
)
def test_nothing_else_stands_in_a_words_column(cell: str) -> None:
    assert cells.input_finding(cell, WORD) is not None


def test_a_boolean_is_true_or_false() -> None:
    boolean = FactSchema(type="boolean")
    assert cells.input_finding("true", boolean) is None
    assert cells.input_finding("'true'", boolean) is not None


@pytest.mark.parametrize(("cell", "text"), [("'a b'", "a b"), ('"it\'s"', "it's")])
def test_an_output_is_one_text(cell: str, text: str) -> None:
    assert cells.literal(cell) == text


@pytest.mark.parametrize("cell", ["", "a", "'a' + 'b'", "`a`", "'a", "5", "''", "'\\n'"])
def test_an_output_is_nothing_else(cell: str) -> None:
    assert cells.literal(cell) is None


AMOUNTS = st.decimals(Decimal("0.01"), Decimal(20), places=2)
COMPARE = {
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    "==": Decimal.__eq__,
    "!=": Decimal.__ne__,
}


def fires(column: str, cell: str, facts: dict[str, object]) -> bool:
    """Whether a rule with this one cell fires in the shipped policy."""
    policy = policies.changed(
        SHIPPED, lambda model: policies.rule(model, "TR-010").update({column: cell})
    )
    evaluation = evaluate(policy, facts)
    assert not [rule for rule in evaluation.fired if rule.rule_id.startswith("POLICY-")]
    return "TR-010" in [rule.rule_id for rule in evaluation.fired]


FACTS = {
    "notional": Decimal(1),
    "currency": "USD",
    "notional_usd_known": "yes",
    "side": "unknown",
    "economics": "unknown",
    "dates": "unknown",
}


@given(sign=st.sampled_from([*COMPARE]), limit=AMOUNTS, near=st.booleans(), number=AMOUNTS)
@settings(deadline=None, max_examples=60)
def test_a_comparison_does_what_it_says(
    sign: str, limit: Decimal, near: bool, number: Decimal
) -> None:
    number = limit if near else number
    said = fires("notional", f"{sign} {limit}", FACTS | {"notional": number})
    assert said == COMPARE[sign](number, limit)


@given(low=AMOUNTS, high=AMOUNTS, number=AMOUNTS, ends=st.tuples(st.booleans(), st.booleans()))
@settings(deadline=None, max_examples=60)
def test_a_range_does_what_it_says(
    low: Decimal, high: Decimal, number: Decimal, ends: tuple[bool, bool]
) -> None:
    low, high = sorted([low, high])
    cell = f"{'(' if ends[0] else '['}{low}..{high}{')' if ends[1] else ']'}"
    above = number > low if ends[0] else number >= low
    below = number < high if ends[1] else number <= high
    assert fires("notional", cell, FACTS | {"notional": number}) == (above and below)


@pytest.mark.parametrize("said", ["match", "mismatch", "unknown"])
def test_a_word_is_found_in_a_list_and_not_in_another(said: str) -> None:
    words = ["match", "unknown"]
    facts = FACTS | {"notional": Decimal(6000000), "economics": said}
    assert fires("economics", f"in {json.dumps(words)}", facts) == (said in words)
    assert fires("economics", f"not in {json.dumps(words)}", facts) == (said not in words)
    assert fires("economics", "'match', 'unknown'", facts) == (said in words)
    assert fires("economics", "!= 'match'", facts) == (said != "match")
