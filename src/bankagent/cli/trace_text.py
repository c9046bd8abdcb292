"""Traces of agents as text for a terminal: one block for each step, in words."""

import shutil
import textwrap
from collections.abc import Iterator

from bankagent.cli.document_text import counted
from bankagent.cli.trace_values import value_lines
from bankagent.domain.agent_trace import (
    AgentTrace,
    TracedModelCall,
    TracedStep,
    TracedText,
    TracedToolCall,
    TracedWork,
)
from bankagent.domain.agent_verification import Verified
from bankagent.domain.plain_text import plain

REASONS = {
    "first": "the first one",
    "definition_changed": "as the definition has changed",
    "input_changed": "as the input has changed",
}
EFFECTS = {"read": "only reads", "write_db": "writes to this database", "outside": "goes outside"}
LEFT_OUT = {
    "withheld": "(withheld)",
    "long": "(too long to be shown here)",
    "unreadable": "(no JSON that this service reads)",
}
DIGITS = 12
MOST_FAULTS = 20
MOST_HITS = 5
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
    head = f"{counts}{gone}. {counted(len(found.faults), 'fault')}:"
    return "\n".join([head, *map(plain, lines), *last])


def _blocks(one: TracedWork, wide: int) -> Iterator[str]:
    begun = f"{one.begun_at:%Y-%m-%d %H:%M:%S} UTC by job {one.job_id}, attempt {one.attempt}"
    yield (
        f"Run {one.run} of {plain(one.agent)}, {REASONS.get(one.reason, one.reason)}\n"
        f"begun {begun}; definition {one.definition_sha256[:DIGITS]}"
    )
    for step in one.steps:
        yield _block(f"{step.number:>3}  {_head(step)}", _told(step), wide)
    for call in one.unfinished:
        head = f"  -  {call.called_at:%H:%M:%S}  tool {plain(call.name)}, no end is recorded"
        yield _block(head, _call(call), wide)


def _block(head: str, told: Iterator[tuple[str, str]], wide: int) -> str:
    lines = [head]
    for name, text in told:
        lines += textwrap.wrap(
            text,
            wide,
            initial_indent=f"     {name:<10}",
            subsequent_indent=" " * 15,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _head(step: TracedStep) -> str:
    lasted = round((step.ended_at - step.started_at).total_seconds() * 1000)
    what = step.kind if step.kind == step.name else f"{step.kind} {plain(step.name)}"
    again = f" (attempt {step.attempt})" if step.attempt > 1 else ""
    return f"{step.started_at:%H:%M:%S}  {what}, {lasted:,} ms{again}"


def _told(step: TracedStep) -> Iterator[tuple[str, str]]:
    if step.model_call:
        yield "model", _model(step.model_call)
    if step.tool_call:
        yield from _call(step.tool_call)
    if (found := step.retrieval) is not None:
        above = f", {found.withheld} withheld" if found.withheld else ""
        yield (
            "found",
            f"{counted(len(found.hits), 'passage')} for {plain(found.searched_for)}{above}",
        )
        for hit in found.hits[:MOST_HITS]:
            where = f"document {hit.document_id} version {hit.version}"
            yield "", f"{hit.rank}. {where}, characters {hit.start} to {hit.end}"
    for one in step.citations:
        where = f"document {one.document_id} version {one.version}, {one.start} to {one.end}"
        verdict = one.verdict.replace("_", " ")
        yield "quote", f"{one.number}. for claim {one.claim}: {where}: {verdict}"
    yield from _text("result", step.result)


def _model(call: TracedModelCall) -> str:
    version = f" ({plain(call.version)})" if call.version else ""
    tokens = [
        f"{count:,} tokens {way}"
        for count, way in ((call.input_tokens, "in"), (call.output_tokens, "out"))
        if count is not None
    ]
    cost = "cost unknown" if call.cost is None else f"{call.cost:f} USD"
    name = f"{plain(call.provider)} {plain(call.model)}{version}"
    return ", ".join([name, *(tokens or ["tokens unknown"]), cost, f"{call.latency_ms:,} ms"])


def _call(call: TracedToolCall) -> Iterator[tuple[str, str]]:
    yield from _text("asked", call.arguments)
    ended = [EFFECTS.get(call.effect, call.effect), *([call.outcome] if call.outcome else [])]
    doubt = ["in doubt: it may have been made before"] if call.in_doubt else []
    yield "effect", "; ".join(ended + doubt)


def _text(name: str, text: TracedText) -> Iterator[tuple[str, str]]:
    if text.left_out == "redacted":
        yield name, f"(redacted at {text.redacted_at:%Y-%m-%d %H:%M:%S} UTC)"
    elif text.left_out:
        yield name, LEFT_OUT[text.left_out]
    else:
        for number, line in enumerate(value_lines(text.content)):
            yield name if number == 0 else "", line
