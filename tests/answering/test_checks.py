from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bankagent.answering.checks.claims import Problem, check_claim
from bankagent.answering.checks.disagreements import disagreements
from bankagent.answering.checks.quotes import Fault, fault_of_quote, fault_of_source, located
from bankagent.answering.extract import candidates
from bankagent.answering.features import question
from bankagent.domain.passage import Passage
from bankagent.domain.quoted_answer import Quote, digest

TEXT = "Sales rose to $1,577 million in 2019. Costs fell in the same year."


def quote(start: int, end: int, text: str = TEXT) -> Quote:
    return Quote(7, 1, start, end, digest(text[start:end]), text[start:end])


def passage(text: str, number: int = 1) -> Passage:
    return Passage(
        number, number, 1, f"Doc {number}", 0, len(text), text, digest(text), 1.0, "x", "public"
    )


def test_a_quote_at_its_offsets_has_no_fault() -> None:
    assert fault_of_quote(quote(0, 37), {(7, 1): TEXT}) is None


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"text": "Sales rose to $1,578 million in 2019."}, Fault.FABRICATED),
        ({"start": 1, "end": 38}, Fault.MISPLACED),
        ({"start": -66, "end": 37}, Fault.MISPLACED),
        ({"sha256": digest("other")}, Fault.DIGEST),
        ({"version": 2}, Fault.UNKNOWN_VERSION),
        ({"text": " ", "start": 5, "end": 6}, Fault.EMPTY),
    ],
)
def test_a_quote_that_is_not_in_the_text_as_it_says_is_found(changed, fault) -> None:
    assert fault_of_quote(replace(quote(0, 37), **changed), {(7, 1): TEXT}) is fault


@given(st.text(min_size=1), st.data())
def test_each_piece_of_a_text_is_a_quote_of_it_and_no_changed_one_is(text, data) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    one = quote(start, end, text)
    assert fault_of_quote(one, {(7, 1): text}) in {None, Fault.EMPTY}
    assert fault_of_quote(replace(one, text=one.text + "x"), {(7, 1): text}) is not None


def test_a_source_that_was_not_read_is_not_quoted() -> None:
    read = replace(passage(TEXT[:37], 7), document_id=7)
    assert fault_of_source(quote(0, 37), [read]) is None
    assert fault_of_source(quote(38, 66), [read]) is Fault.NOT_READ


def test_a_quote_without_offsets_is_located_once_or_never() -> None:
    text = "The total\n  was 5. And the total was 6."
    assert located(text, "The total was 5.") == (0, 18)
    assert located(text, "total was") is None
    assert located(text, "total was 7") is None


@pytest.mark.parametrize(
    ("claim", "problems"),
    [
        ("Sales rose to $1,577 million in 2019.", ()),
        ("Sales fell to $1,577 million in 2019.", (Problem.DIRECTION,)),
        ("Sales did not rise to $1,577 million in 2019.", (Problem.NEGATION,)),
        ("Sales rose to $1,577 million in 2018.", (Problem.YEAR,)),
        ("Sales rose because the merger with a rival closed early", (Problem.ADDED_WORDS,)),
    ],
)
def test_a_claim_that_adds_or_turns_round_is_found(claim, problems) -> None:
    assert check_claim(claim, [TEXT[:37]]).problems == problems


def test_a_claim_that_drops_a_denial_is_found() -> None:
    checked = check_claim("The firm is in breach", ["The firm is not in breach."])
    assert checked.problems == (Problem.NEGATION,)
    assert check_claim("The firm is in breach", []).problems == (Problem.NO_QUOTE,)


def told(asked: str, *texts: str) -> list[tuple[str, str]]:
    compared = question(asked)
    read = [passage(text, at) for at, text in enumerate(texts, 1)]
    return [one.figures for one in disagreements(compared, candidates(compared, read))]


def test_passages_that_disagree_are_shown_with_both_figures() -> None:
    one = "Total net sales were $1,577 million in 2019."
    other = "Total net sales were $1,587 million in 2019."
    asked = "What were total net sales in 2019?"
    assert sorted(told(asked, one, other)[0]) == ["1,577 million", "1,587 million"]
    table = "$ in millions | 2019 | 2018\nTotal net sales | 1,587 | 1,202"
    assert sorted(told(asked, one, table)[0]) == ["1,577 million", "1,587"]


@pytest.mark.parametrize(
    "other",
    [
        "Total net sales were $1.577 billion in 2019.",
        "Total net sales were $1.58 billion in 2019.",
        "Total net sales were $1,202 million in 2018.",
        "Total net sales grew by 12.5% in 2019.",
        "$ in thousands | 2019 | 2018\nTotal net sales | 1,577,000 | 1,202,000",
        "$ in millions | 2019\nAdjusted net sales | 1,601",
    ],
)
def test_passages_that_agree_or_tell_of_something_else_do_not_disagree(other: str) -> None:
    one = "Total net sales were $1,577 million in 2019."
    assert told("What were total net sales in 2019?", one, other) == []


@given(st.lists(st.text(), max_size=4), st.text())
def test_no_text_makes_the_checks_fail(texts, asked) -> None:
    told(asked, *texts)
    check_claim(asked, texts, asked)
    located("".join(texts), asked)
