"""Work of an agent as people see it beside a request: its answer, and what the answer rests on."""

from collections.abc import Mapping
from dataclasses import dataclass

from bankagent.answering.checks.disagreements import Disagreement
from bankagent.db.pool import Connection
from bankagent.domain import exact_json
from bankagent.domain.agent_answer import AgentAnswer
from bankagent.domain.agent_trace import AgentTrace
from bankagent.domain.passage import Passage
from bankagent.service.agents import research
from bankagent.service.agents.answer import with_trace
from bankagent.service.agents.tools import search_documents
from bankagent.store.agents.trace import TraceReader


@dataclass(frozen=True, slots=True)
class ShownWork:
    """The answer, the passages that the agent read, those that disagree, and each step."""

    answer: AgentAnswer
    passages: tuple[Passage, ...]
    conflicts: tuple[Disagreement, ...]
    trace: AgentTrace

    @property
    def is_asking(self) -> bool:
        """Whether people decide on tool calls now, and not on an answer."""
        return any(one.verdict == "waiting" for one in self.answer.calls)

    @property
    def names(self) -> Mapping[int, str]:
        """The name of each document that was read."""
        return {one.document_id: one.name for one in self.passages}


async def shown(
    conn: Connection, request_id: int, question: str, *, reader: TraceReader, maker: str | None
) -> ShownWork:
    """Return what the agent did, as far as the reader's clearance goes.

    A caller gets the answer alone, once the request is approved.

    Raises:
        NotFound: there is no such request, or it is another maker's.
    """
    is_caller = reader.kind == "caller"
    answer, work = await with_trace(
        conn, request_id, reader=reader, maker=maker, is_caller=is_caller
    )
    if is_caller:
        return ShownWork(answer, (), (), AgentTrace(request_id, ()))
    read = _read(work)
    return ShownWork(answer, read, tuple(research.conflicts(question, read)), work)


def _read(work: AgentTrace) -> tuple[Passage, ...]:
    """Return the passages of the newest run that the reader may see."""
    results = [
        (one.name, exact_json.dumps(one.result.content))
        for one in (work.runs[-1].steps if work.runs else ())
        if one.kind == "tool" and isinstance(one.result.content, dict)
    ]
    return tuple(search_documents.passages(results))
