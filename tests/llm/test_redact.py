"""Redaction: what is found, what is kept, and the way back byte for byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.llm import bodies
from bankagent.llm.redact import Redactor

KEY = b"0123456789abcdef"
FOUND = [
    ("IBAN", "DE89370400440532013000"),
    ("IBAN", "DE89 3704 0044 0532 0130 00"),
    ("IBAN", "gb82west12345698765432"),
    ("IBAN", "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000"),
    ("CARD", "4111 1111 1111 1111"),
    ("CARD", "378282246310005"),
    ("LEI", "5493001KJTIIGC8Y1R12"),
    ("EMAIL", "jane.roe+x@mail.bank.example"),
    ("SSN", "123-45-6789"),
    ("PHONE", "+44 20 7946 0958"),
    ("SECRET", "sk-abcdefghijklmnop1234"),
    ("SECRET", "postgresql://app:secret@db.bank.example/prod"),
    ("NAME", "Jane Roe"),
    ("NAME", "jane  ROE"),
    ("NAME", "Müller & Söhne"),
]
KEPT = [
    "US0378331005",
    "2500000.00",
    "4,111,111,111,111,111",
    "4111111111111111.25",
    "DE89370400440532013001",
    "Jane Roebuck",
    "10-K 2025",
    "[IBAN_af9a000e]",
    "call_123456789",
]


def redactor() -> Redactor:
    return Redactor(KEY, ["Jane Roe", "Müller & Söhne", 'O"Neil'])


@pytest.mark.parametrize(("kind", "value"), FOUND)
def test_a_value_leaves_as_a_token_and_comes_back_as_it_was(kind: str, value: str) -> None:
    one = redactor()
    text = f"Pay {value}, as agreed with {value}."
    left = one.redact(text)
    assert value not in left
    assert left.count(f"[{kind}_") == 2
    assert one.counts == {kind: 1}
    assert one.restore(left) == text


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_such_value_stays(text: str) -> None:
    assert redactor().redact(f"of {text} it is") == f"of {text} it is"


def test_an_iban_is_found_with_a_word_behind_it() -> None:
    one = redactor()
    left = one.redact("DE89 3704 0044 0532 0130 00 was paid")
    assert left.endswith(" was paid")
    assert "3704" not in left


def test_two_ways_to_write_a_value_come_back_as_they_were() -> None:
    one = redactor()
    text = "DE89370400440532013000 is DE89 3704 0044 0532 0130 00"
    left = one.redact(text)
    assert "3704" not in left
    assert one.restore(left) == text


def test_a_token_is_the_same_in_one_request_and_another_in_another() -> None:
    value = "jane@bank.example"
    assert redactor().redact(value) == redactor().redact(value)
    assert redactor().redact(value) != Redactor(b"another key of 16").redact(value)


def test_a_redactor_shows_no_value() -> None:
    one = redactor()
    one.redact("jane@bank.example")
    assert "jane" not in repr(one)


@pytest.mark.parametrize("wrong", [(b"short", []), (KEY, [f"n{i}" for i in range(10001)])])
def test_a_weak_key_or_a_huge_dictionary_is_refused(wrong: tuple[bytes, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"redactor|dictionary"):
        Redactor(*wrong)


def test_a_long_dictionary_finds_what_each_name_alone_would() -> None:
    many = [f"Firm {n} of Trade{n}" for n in range(5000)] + ["Firm 7", "& Sons", "İzmir Bank"]
    one = Redactor(KEY, many, ["CUST-1042"])
    text = "firm 7 OF  trade7, Firm 7, Firm 5001, Rust & Sons; İzmir Bank for cust-1042."
    left = one.redact(text)
    assert one.counts == {"NAME": 5}
    assert "Firm 5001" in left
    assert one.restore(left) == text


@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    one = redactor()
    assert one.restore(one.redact(text)) == text


def test_values_inside_of_json_inside_of_a_string_are_found() -> None:
    one = redactor()
    body = {
        "model": "Jane Roe",
        "messages": [
            {
                "role": "tool",
                "content": '{"owner": "O\\"Neil", "M\\u00fcller & S\\u00f6hne": 1.10}',
            },
            {"type": "tool_use", "id": "x", "input": {"name": "Jane Roe", "id": "a@b.example"}},
        ],
    }
    left = bodies.redacted(body, one)
    shown = str(left["messages"])
    assert not any(word in shown for word in ("Neil", "Roe", "ller", "a@b"))
    assert "1.10" in shown
    assert left["model"] == "Jane Roe"
    back = bodies.restored(left, one)
    assert bodies.loads(back["messages"][0]["content"]) == bodies.loads(
        body["messages"][0]["content"]
    )
    assert back["messages"][1] == body["messages"][1]
