import json
from decimal import Decimal

import pytest

from bankagent.answering.answer import extracted
from bankagent.answering.checks.quotes import fault_of_quote
from bankagent.answering.evaluation import metrics
from bankagent.answering.evaluation.question_set import BadQuestionSet, read
from bankagent.answering.evaluation.results import Asked, compared, is_right, measured
from bankagent.domain.passage import Passage
from bankagent.domain.quoted_answer import digest

TEXT = "Sales rose to $1,577 million in 2019.\n\nThe plan was closed in May 2018."
SET = {
    "form": "bankagent-questions-1",
    "name": "two",
    "documents": [{"key": "a", "text": TEXT}],
    "questions": [
        {
            "key": "1",
            "question": "What were sales in 2019?",
            "documents": ["a"],
            "answerable": True,
            "gold": [{"document": "a", "start": 14, "end": 28, "text": "$1,577 million"}],
        },
        {
            "key": "2",
            "question": "Which bank led the bond issue in 2021?",
            "documents": ["a"],
            "answerable": False,
        },
    ],
}


def passages() -> list[Passage]:
    found, at = [], 0
    for part in TEXT.split("\n\n"):
        found.append(
            Passage(at, 1, 1, "a", at, at + len(part), part, digest(part), 1.0, "client", "public")
        )
        at += len(part) + 2
    return found


def test_an_answer_quotes_the_stored_text_byte_for_byte_and_says_what_is_missing() -> None:
    right, wrong = read(json.dumps(SET)).questions
    answer = extracted(right.text, passages())
    assert is_right(right, answer.claims[0], {(1, 1): "a"})
    for claim in answer.claims:
        assert all(fault_of_quote(one, {(1, 1): TEXT}) is None for one in claim.quotes)
    other = extracted(wrong.text, passages())
    assert other.support < Decimal("0.3") < answer.support
    assert "No passage is about 2021." in other.missing
    assert "bank" in other.missing[0]
    assert extracted("What were sales?", []).support == 0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("form",), "other", "bankagent-questions-1"),
        (("documents", 0), {"key": "a"}, "documents[0] must have either a text"),
        (("questions", 0, "documents"), ["b"], "questions[0].documents"),
        (("questions", 0, "answerable"), "yes", "questions[0].answerable"),
        (("questions", 0, "gold", 0, "text"), "$1,578 million", "questions[0].gold[0].text"),
        (("questions", 0, "gold", 0, "start"), -1, "questions[0].gold[0] must have start"),
        (("questions", 0, "gold", 0, "document"), [], "questions[0].gold[0].document"),
        (("questions", 0, "gold"), [], "questions[0].gold"),
        (("questions", 1, "key"), "1", "two have the same key"),
        (("questions",), None, "questions must be a list"),
    ],
)
def test_a_fault_of_a_set_names_its_place(path, value, said) -> None:
    changed = json.loads(json.dumps(SET))
    inside = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    with pytest.raises(BadQuestionSet) as told:
        read(json.dumps(changed))
    assert any(said in fault for fault in told.value.faults)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, b"\xff", "1"])
def test_what_is_no_set_is_refused(text) -> None:
    with pytest.raises(BadQuestionSet):
        read(text)


def test_metrics_of_known_lists() -> None:
    assert metrics.recall_at([False, True], 2, 10) == 0.5
    assert metrics.ndcg_at([True], 1, 10) == 1
    assert metrics.ndcg_at([False, True], 1, 10) == pytest.approx(0.6309, abs=1e-4)
    assert metrics.auroc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 0.875
    assert metrics.auroc([0.9], [True]) is None
    assert metrics.calibration_error([0.8] * 5, [True] * 4 + [False]) == pytest.approx(0)
    assert metrics.calibration_error([1.0, 1.0], [True, False]) == 0.5
    assert metrics.brier([1.0, 0.0], [True, True]) == 0.5
    assert metrics.chance_recall_at(30, 3) == 0.1


def test_a_run_is_compared_with_an_earlier_one() -> None:
    right, wrong = read(json.dumps(SET)).questions
    hits = (frozenset[int](), frozenset({0}))
    before = measured(
        [
            Asked(right, hits[::-1], Decimal("0.9"), is_answered=True, is_right=True),
            Asked(wrong, (), Decimal("0.1"), is_answered=False, is_right=False),
        ]
    )
    now = measured(
        [
            Asked(right, hits, Decimal("0.9"), is_answered=True, is_right=True),
            Asked(wrong, (), Decimal("0.8"), is_answered=True, is_right=False),
        ]
    )
    worse = {one.name for one in compared(before, now) if one.is_worse}
    assert {"ndcg_at_10", "unanswerable_answered", "right_among_answered", "ece"} <= worse
    assert "recall_at_10" not in worse
    assert measured([])["auroc"] is None
