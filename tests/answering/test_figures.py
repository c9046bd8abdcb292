import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.answering.checks.evidence import named_scales
from bankagent.answering.checks.figures import Backing, Calculation, check_figures
from bankagent.answering.figures import figures
from bankagent.answering.terms import terms
from bankagent.answering.units import units


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("(1,577)", "-1577", ""),
        ("$1,577.5 million", "1577500000", "$"),
        ("1.577bn", "1577000000", ""),
        ("-5.0 percent", "-5.0", "percent"),
        ("150 basis points", "1.5", "percent"),
        ("(22.5)%", "-22.5", "percent"),
        ("€56.5m", "56500000", "EUR"),
        ("USD 5 million", "5000000", "USD"),
        ("3 million euros", "3000000", "EUR"),
        ("$ (39,950)", "-39950", "$"),
        ("1.234.567,89", "1234567.89", ""),
        ("1'234'567", "1234567", ""),
        ("1,00,000", "100000", ""),
        ("0.5", "0.5", ""),
        (".5", "0.5", ""),
        ("0.00", "0", ""),
    ],
)
def test_a_figure_is_read_exactly(text: str, value: str, unit: str) -> None:
    (one,) = figures(text)
    assert one.value == Decimal(value)
    assert one.unit == unit


@pytest.mark.parametrize("text", ["10-K", "Q1", "costs(2)", "the 5th"])
def test_a_name_with_digits_is_no_figure(text: str) -> None:
    assert figures(text) == []


def test_a_list_of_numbers_is_not_guessed_to_be_one_number() -> None:
    assert [one.value for one in figures("1,2,3")] == [1, 2, 3]


@given(st.decimals(min_value=0, max_value=10**25, allow_nan=False, places=2))
def test_a_number_with_separators_is_the_same_number(number: Decimal) -> None:
    (one,) = figures(f"{number:,}")
    assert one.value == number


@given(st.text())
def test_offsets_are_those_of_the_text(text: str) -> None:
    for one in figures(text):
        assert text[one.start : one.end] == one.text
    found = units(text)
    for unit, after in pairwise(found):
        assert unit.end <= after.start
    for unit in found:
        assert text[unit.start : unit.end] == text[unit.start : unit.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10**6, "1," * 500_000, "1.1 " * 250_000, "(" * 10**6, "1,234" * 200_000,
        "1\u00a0" * 500_000, " " * 10**6, "| " * 500_000, "\n" * 10**6, "a. " * 300_000,
        "-" * 10**6, "A" * 10**6, "not " * 250_000, "",
    ],
    ids=lambda text: repr(text[:8]),
)  # fmt: skip
def test_a_megabyte_of_anything_is_read_in_seconds(text: str) -> None:
    for read in (figures, units, terms, named_scales):
        begun = time.process_time()
        read(text)
        assert time.process_time() - begun < 3


def standings(claim: str, *quotes: str, made: tuple[Calculation, ...] = ()) -> list[Backing]:
    return [one.standing for one in check_figures(claim, quotes, made)]


@pytest.mark.parametrize(
    ("claim", "quote", "standing"),
    [
        ("a loss of 1,577", "Net loss | (1,577)", Backing.EXACT),
        ("$1,577 million", "Sales ($ in millions) | 1,577", Backing.EXACT),
        ("$1,577,000,000", "Sales ($ in millions) | 1,577", Backing.EXACT),
        ("$1,577 million", "Sales (in thousands) | 1,577", Backing.ABSENT),
        ("$1,577 million", "Sales | 1,577", Backing.SCALE_UNNAMED),
        ("$1.577 billion", "sales of $1,577 million", Backing.EXACT),
        ("1.5%", "a spread of 150 basis points", Backing.EXACT),
        ("12%", "sales of $12", Backing.ABSENT),
        ("€12", "sales of $12", Backing.ABSENT),
        ("1,578", "1,577", Backing.ABSENT),
        ("$1.58 billion", "$1,577 million", Backing.ROUNDED),
        ("in 2019", "FY2019 sales", Backing.EXACT),
        ("in 2018", "sales of 2019", Backing.ABSENT),
        ("3 segments", "We have three segments", Backing.EXACT),
        ("-5%", "rose by 5%", Backing.SIGN),
        ("-5%", "decreased by 5%", Backing.EXACT),
    ],
)
def test_a_figure_of_a_claim_stands_in_its_quotes(
    claim: str, quote: str, standing: Backing
) -> None:
    assert standings(claim, quote) == [standing]


def test_a_computed_figure_rests_on_quoted_inputs() -> None:
    made = Calculation(Decimal("-0.22222222"), (Decimal("44.1"), Decimal("56.7")))
    row = "Other | 44.1 | 56.7 | 70.8"
    assert standings("a change of -22.22%", row, made=(made,)) == [Backing.COMPUTED]
    assert standings("a change of -22.32%", row, made=(made,)) == [Backing.ABSENT]
    assert standings("a change of -22.22%", "Other | 44.2 | 56.7", made=(made,)) == [Backing.ABSENT]


@given(st.integers(1000, 10**12), st.data())
def test_one_changed_digit_is_absent(number: int, data: st.DataObject) -> None:
    digits = list(str(number))
    at = data.draw(st.integers(0, len(digits) - 1))
    digits[at] = data.draw(st.sampled_from([one for one in "123456789" if one != digits[at]]))
    quote = f"It was {number:,} thousand in total"
    assert standings(f"{number:,} thousand", quote) == [Backing.EXACT]
    assert standings(f"{int(''.join(digits)):,} thousand", quote) == [Backing.ABSENT]


@given(st.text(), st.text(), st.decimals())
def test_no_claim_and_no_quote_make_the_check_fail(claim: str, quote: str, number: Decimal) -> None:
    check_figures(claim, [quote], [Calculation(number, (number,))])
