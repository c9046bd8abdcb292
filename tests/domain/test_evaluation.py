from itertools import pairwise

from bankagent.domain.evaluation import Outcome, strictest


def test_outcomes_stand_in_rising_strictness() -> None:
    rising = ["approve", "needs_info", "review", "dual_control", "escalate", "reject"]
    assert list(Outcome) == rising
    for weaker, stricter in pairwise(rising):
        assert strictest([Outcome(stricter), Outcome(weaker)]) == stricter


def test_nothing_found_is_a_review() -> None:
    assert strictest([]) == "review"
