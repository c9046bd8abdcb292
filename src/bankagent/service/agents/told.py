"""Steps of agents in words, for a terminal and for pages."""

from collections.abc import Iterator

from bankagent.domain.agent_trace import TracedModelCall, TracedStep, TracedText, TracedToolCall
from bankagent.domain.counted import counted
from bankagent.domain.plain_text import plain
from bankagent.service.agents.value_lines import value_lines

EFFECTS = {"read": "only reads", "write_db": "writes to this database", "outside": "goes outside"}
LEFT_OUT = {
    "withheld": "(withheld)",
    "long": "(too long to be shown here)",
    "unreadable": "(no JSON that this service reads)",
}
MOST_HITS = 5


def head(step: TracedStep) -> str:
    """Return when a step began, what it is, and how long it took."""
    lasted = round((step.ended_at - step.started_at).total_seconds() * 1000)
    what = step.kind if step.kind == step.name else f"{step.kind} {plain(step.name)}"
    again = f" (attempt {step.attempt})" if step.attempt > 1 else ""
    return f"{step.started_at:%H:%M:%S}  {what}, {lasted:,} ms{again}"


def told(step: TracedStep) -> Iterator[tuple[str, str]]:
    """Yield the parts of a step, each with its label; a further line of a part has none."""
    if step.model_call:
        yield "model", _model(step.model_call)
    if step.tool_call:
        yield from call_told(step.tool_call)
    if (found := step.retrieval) is not None:
        above = f", {found.withheld} withheld" if found.withheld else ""
        way = " by text and embeddings" if found.embedding_sha256 else ""
        yield (
            "found",
            f"{counted(len(found.hits), 'passage')} for {plain(found.searched_for)}{way}{above}",
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


def call_told(call: TracedToolCall) -> Iterator[tuple[str, str]]:
    """Yield the parts of a tool call, each with its label."""
    yield from _text("asked", call.arguments)
    ended = [EFFECTS.get(call.effect, call.effect), *([call.outcome] if call.outcome else [])]
    doubt = ["in doubt: it may have been made before"] if call.in_doubt else []
    yield "effect", "; ".join(ended + doubt)


def left_out(text: TracedText) -> str | None:
    """Return why a text is not shown, in words; None where it is."""
    if text.left_out == "redacted":
        return f"(redacted at {text.redacted_at:%Y-%m-%d %H:%M:%S} UTC)"
    return LEFT_OUT[text.left_out] if text.left_out else None


def _text(name: str, text: TracedText) -> Iterator[tuple[str, str]]:
    without = left_out(text)
    if without:
        yield name, without
    else:
        for number, line in enumerate(value_lines(text.content)):
            yield name if number == 0 else "", line
