import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.json_limits import MOST_BYTES, MOST_DEPTH, MOST_KEY, MOST_STRING
from bankagent.errors import BadJson
from tests.support.strategies import VALUES


@given(value=VALUES)
@settings(deadline=None)
def test_what_is_written_is_read_again_exactly(value: Any) -> None:
    assert loads(dumps(value)) == value


@pytest.mark.parametrize(
    "text", ["9007199254740993.01", "1.10", "0.1", "1234567890123456789012345678", "-2500000.10"]
)
def test_a_number_leaves_as_it_came(text: str) -> None:
    assert dumps(loads(text)) == text


def test_a_number_with_a_point_is_never_a_float() -> None:
    assert type(loads("1.5")) is Decimal
    assert type(loads("1e3")) is Decimal
    assert type(loads("15")) is int


@pytest.mark.parametrize(
    ("text", "why", "where"),
    [
        ('{"a": 1,\n "a": 2}', "a name that its object has already", "line 2, column 2"),
        ('{"n": NaN}', "NaN or Infinity", "line 1, column 7"),
        ("[-Infinity]", "NaN or Infinity", "line 1, column 2"),
        ("[1e400]", "exponent is beyond 30", "line 1, column 2"),
        ("[1e99999999999999999999]", "exponent is beyond 30", "line 1, column 2"),
        ("[0." + "0" * 30 + "1]", "exponent is beyond 30", "line 1, column 2"),
        ("[" + "7" * 29 + "]", "more than 28 digits", "line 1, column 2"),
        ("[" + "7" * 5000 + "]", "more than 28 digits", "line 1, column 2"),
        ("[1e28]", "more than 28 digits before the point", "line 1, column 2"),
        ("[-1.5e30]", "more than 28 digits", "line 1, column 2"),
        ("[1." + "7" * 28 + "]", "more than 28 digits", "line 1, column 2"),
        ('["ok", "\\u0000"]', "NUL", "line 1, column 8"),
        ('{"\\u0000": 1}', "NUL", "line 1, column 2"),
        ('["\\ud83d"]', "half of a surrogate pair", "line 1, column 2"),
        ('["\\uDC00"]', "half of a surrogate pair", "line 1, column 2"),
        ('{"' + "k" * (MOST_KEY + 1) + '": 1}', "a name of more than 256", "line 1, column 2"),
        ('"' + "x" * (MOST_STRING + 1) + '"', "a text of more than 65536", "line 1, column 1"),
        ("[" * 33 + "]" * 33, "more than 32 levels", "line 1, column 33"),
        ("[" * 5000, "more than 32 levels", "line 1, column 33"),
        ('{"a":' * 40 + "1" + "}" * 40, "more than 32 levels", "line 1, column 161"),
        ("[1,]", "not JSON", "line 1, column 4"),
        ("", "not JSON", "line 1, column 1"),
        ("\ufeff{}", "not JSON", "line 1, column 1"),
        ("{} {}", "not JSON", "line 1, column 4"),
    ],
)
def test_a_refusal_says_why_and_where(text: str, why: str, where: str) -> None:
    with pytest.raises(BadJson) as refused:
        loads(text)
    assert why in refused.value.detail
    assert where in refused.value.detail


def test_a_refusal_never_repeats_what_stood_there() -> None:
    secret = "Mrs Example"
    for text in [f'["{secret}]', f'{{"{secret}":1,"{secret}":2}}', f'["{secret}\\q"]', secret]:
        with pytest.raises(BadJson) as refused:
            loads(text)
        assert secret not in refused.value.detail
        assert "Example" not in refused.value.detail


@pytest.mark.parametrize("text", [b"\xff{}", '["\ud800"]', json.dumps([1]).encode("utf-16")])
def test_only_utf_8_is_read(text: str | bytes) -> None:
    with pytest.raises(BadJson, match="not UTF-8"):
        loads(text)


def test_what_stands_at_a_limit_is_within() -> None:
    nested = "[" * MOST_DEPTH + "]" * MOST_DEPTH
    assert dumps(loads(nested)) == nested
    assert loads('"' + "x" * MOST_STRING + '"') == "x" * MOST_STRING
    assert loads('{"' + "k" * MOST_KEY + '":1}') == {"k" * MOST_KEY: 1}
    assert loads("[1e27, 1e-30, 0e30]") == [Decimal("1e27"), Decimal("1e-30"), 0]
    assert loads("[" + " " * (MOST_BYTES - 2) + "]") == []
    with pytest.raises(BadJson, match="longer than 262144 bytes"):
        loads("[" + " " * (MOST_BYTES - 1) + "]")


def test_many_flat_objects_are_not_deep() -> None:
    rows = [{"row": number, "of": [number]} for number in range(500)]
    assert loads(json.dumps(rows)) == rows


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert loads('"\\ud83d\\ude00"') == "\N{GRINNING FACE}"
    assert loads('"\\\\u0000 \\\\ud800"') == "\\u0000 \\ud800"


def test_a_number_beyond_any_float_is_written_exactly_beside_a_null() -> None:
    assert dumps([None, Decimal("1E+400")]) == "[null,1E+400]"


def test_a_word_of_an_enumeration_is_a_name_and_a_value() -> None:
    assert dumps({Outcome.APPROVE: Outcome.REJECT, "n": 10**27}) == (
        '{"approve":"reject","n":1000000000000000000000000000}'
    )


def test_a_value_without_a_json_form_is_not_written() -> None:
    for value in (
        Decimal("NaN"),
        Decimal("Infinity"),
        float("inf"),
        [None, float("nan")],
        {1, 2},
        object(),
        {1: 2},
        "\ud800",
        {"\ud800": 1},
    ):
        with pytest.raises((TypeError, ValueError)):
            dumps(value)
