"""Traces of agents as text for a terminal: one block for each step, in words."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain

from bankagent.cli.prompt_text import prompt_told
from bankagent.domain.agent_trace import AgentTrace, TracedWork
from bankagent.domain.agent_verification import Verified
from bankagent.domain.counted import counted
from bankagent.domain.plain_text import plain
from bankagent.service.agents.told import call_told, head, told

REASONS = {
    "first": "the first one",
    "definition_changed": "as the definition has changed",
    "input_changed": "as the input has changed",
}
DIGITS = 12
MOST_FAULTS = 20
WIDEST = 100


def trace_text(found: AgentTrace) -> str:
    """Return a trace as a timeline, in lines of the terminal's width."""
    if not found.runs:
        return f"No agent has worked on request {found.request_id}."
    wide = min(shutil.get_terminal_size().columns, WIDEST)
    return "\n\n".join(block for one in found.runs for block in _blocks(one, wide))


def verified_text(found: Verified) -> str:
    """Return what was checked, and the first faults."""
    counts = (
        f"Request {found.request_id}: checked {counted(found.runs, 'run')}, "
        f"{counted(found.steps, 'step')}, {counted(found.texts, 'text')}, "
        f"{counted(found.hits, 'hit')}, {counted(found.quotes, 'quote')} and "
        f"{counted(found.figures, 'figure')}"
    )
    gone = f"; {found.redacted:,} redacted, of which the digests are left" if found.redacted else ""
    if not found.faults:
        return f"{counts}{gone}. Nothing is wrong."
    lines = [f"{one.where}: {one.what}." for one in found.faults[:MOST_FAULTS]]
    more = len(found.faults) - len(lines)
    last = [f"… and {counted(more, 'fault')} more (--json has all)."] if more else []
    first = f"{counts}{gone}. {counted(len(found.faults), 'fault')}:"
    return "\n".join([first, *map(plain, lines), *last])


def _blocks(one: TracedWork, wide: int) -> Iterator[str]:
    begun = f"{one.begun_at:%Y-%m-%d %H:%M:%S} UTC by job {one.job_id}, attempt {one.attempt}"
    yield (
        f"Run {one.run} of {plain(one.agent)}, {REASONS.get(one.reason, one.reason)}\n"
        f"begun {begun}; definition {one.definition_sha256[:DIGITS]}"
    )
    instructions: set[str] = set()
    for step in one.steps:
        sent = prompt_told(step.model_call, instructions) if step.model_call else ()
        yield _block(f"{step.number:>3}  {head(step)}", chain(sent, told(step)), wide)
    for call in one.unfinished:
        begun = f"  -  {call.called_at:%H:%M:%S}  tool {plain(call.name)}, no end is recorded"
        yield _block(begun, call_told(call), wide)


def _block(first: str, parts: Iterable[tuple[str, str]], wide: int) -> str:
    lines = [first]
    for name, text in parts:
        lines += textwrap.wrap(
            text,
            wide,
            initial_indent=f"     {name:<10}",
            subsequent_indent=" " * 15,
            break_on_hyphens=False,
        )
    return "\n".join(lines)
