"""W3C Trace Context: what is a traceparent, and how its trace is gone on with."""

import pytest

from bankagent.domain import trace
from bankagent.domain.trace import Trace

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
GOOD = f"00-{TRACE}-{SPAN}-01"
MALFORMED = [
    None,
    "",
    TRACE,
    GOOD.upper(),
    GOOD[:-1],
    GOOD + "0",
    GOOD + "-",
    GOOD + "-more",
    f" {GOOD}",
    f"{GOOD}\n",
    f"ff-{TRACE}-{SPAN}-01",
    f"0-{TRACE}-{SPAN}-01",
    f"00-{'0' * 32}-{SPAN}-01",
    f"00-{TRACE}-{'0' * 16}-01",
    f"00-{TRACE[:-1]}g-{SPAN}-01",
    f"00-{TRACE}-{SPAN}-0x",
    f"00_{TRACE}_{SPAN}_01",
    f"00-{TRACE}-{SPAN}-\u0660\u0661",  # digits, but not those
    f"01-{TRACE}-{SPAN}-01" + "x",
    f"01-{TRACE}-{SPAN}-01-" + "x" * 1000,
]


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_malformed_is_no_traceparent(text: str | None) -> None:
    assert Trace.parse(text) is None


@pytest.mark.parametrize(
    ("text", "recorded"),
    [
        (GOOD, True),
        (f"00-{TRACE}-{SPAN}-00", False),
        (f"00-{TRACE}-{SPAN}-ff", True),
        (f"00-{TRACE}-{SPAN}-02", False),
        (f"01-{TRACE}-{SPAN}-01", True),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be-like", True),
    ],
)
def test_of_any_version_what_we_know_of_it_is_taken_and_given_on_as_ours(
    text: str, *, recorded: bool
) -> None:
    found = Trace.parse(text)
    assert found == Trace(TRACE, SPAN, recorded)
    assert found.traceparent == f"00-{TRACE}-{SPAN}-{'01' if recorded else '00'}"


def test_a_child_is_another_span_of_the_same_trace() -> None:
    parent = Trace(TRACE, SPAN, recorded=True)
    child = parent.child()
    assert (child.trace_id, child.recorded) == (TRACE, True)
    assert child.span_id != SPAN
    assert Trace.parse(child.traceparent) == child


def test_a_new_trace_is_one_and_nobody_records_it() -> None:
    made = [Trace.new() for _ in range(100)]
    assert len({one.trace_id for one in made}) == 100
    assert all(Trace.parse(one.traceparent) == one for one in made)
    assert made[0].traceparent.endswith("-00")


def test_what_is_under_way_is_so_inside_only() -> None:
    outer, inner = Trace.new(), Trace.new()
    assert trace.current() is None
    with trace.within(outer):
        with trace.within(inner):
            assert trace.traceparent() == inner.traceparent
        assert trace.current() is outer
    assert trace.traceparent() is None
