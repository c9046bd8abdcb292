"""Verification of agents' work on a request: digests, hits, quotes and figures, checked again."""

from collections.abc import Iterator, Sequence

from bankagent.db.pool import Connection
from bankagent.domain.agent_verification import Verified, WorkFault
from bankagent.errors import NO_REQUEST, BadJson, NotFound
from bankagent.service.agents.claims import claims_of
from bankagent.service.agents.verify_answers import Stored, answer_faults, quote_fault
from bankagent.store.agents import checks, trace
from bankagent.store.agents.checks import (
    CitationCheck,
    DefinitionCheck,
    HitCheck,
    NamedText,
    StoredResult,
    TextCheck,
)

# As the statement named_texts calls it.
RESULT = "its result"


async def verify(conn: Connection, request_id: int) -> Verified:
    """Check the stored work of a request again, by itself and by the stored documents.

    Raises:
        NotFound: there is no such request.
    """
    if not await trace.is_there(conn, request_id):
        raise NotFound(NO_REQUEST)
    definitions = await checks.definitions(conn, request_id)
    texts = await checks.texts(conn, request_id)
    named = await checks.named_texts(conn, request_id)
    hits = await checks.hits(conn, request_id)
    citations = await checks.citations(conn, request_id)
    results = await checks.results(conn, request_id)
    stored = await _stored(conn, citations, results)
    figures, wrong_answers = answer_faults(results, stored)
    return Verified(
        request_id,
        runs=len(definitions),
        steps=sum(one.named_by == RESULT for one in named),
        texts=len(texts),
        redacted=sum(one.redacted_at is not None for one in texts)
        + sum(one.is_redacted for one in hits),
        hits=len(hits),
        quotes=len(citations),
        figures=figures,
        faults=(
            *_of_definitions(definitions),
            *_of_texts(texts, named),
            *_of_hits(hits),
            *stored.faults,
            *_of_citations(citations, stored),
            *wrong_answers,
        ),
    )


async def _stored(
    conn: Connection, citations: Sequence[CitationCheck], results: Sequence[StoredResult]
) -> Stored:
    """Return the document versions that citations and answers name."""
    versions = {(one.document_id, one.version) for one in citations} | set(_quoted(results))
    return Stored.of(await checks.stored(conn, versions))


def _quoted(results: Sequence[StoredResult]) -> Iterator[tuple[int, int]]:
    for one in results:
        if one.kind == "answer" and one.result is not None:
            try:
                claims = claims_of(one.result)
            except BadJson:
                continue
            yield from ((q.document_id, q.version) for claim in claims for q in claim.quotes)


def _of_definitions(found: Sequence[DefinitionCheck]) -> Iterator[WorkFault]:
    for one in found:
        if one.found_sha256 != one.sha256:
            yield WorkFault(f"run {one.run}", "its definition is not the one of its digest")


def _of_texts(texts: Sequence[TextCheck], named: Sequence[NamedText]) -> Iterator[WorkFault]:
    """Yield a fault for each text that is missing or changed, at each place that names it."""
    there = {one.sha256: one for one in texts}
    for one in named:
        where = _place(one.run, one.number)
        found = there.get(one.sha256)
        if found is None:
            yield WorkFault(where, f"the text of {one.named_by} is missing ({one.sha256[:12]})")
        elif found.redacted_at is None and found.found_sha256 != one.sha256:
            yield WorkFault(where, f"the text of {one.named_by} was changed ({one.sha256[:12]})")


def _of_hits(hits: Sequence[HitCheck]) -> Iterator[WorkFault]:
    for one in hits:
        what = f"hit {one.rank}, in document {one.document_id} version {one.version},"
        if not one.is_chunk:
            yield WorkFault(_place(one.run, one.number), f"{what} is not the stored chunk")
        elif not one.is_redacted and one.found_sha256 != one.sha256:
            yield WorkFault(_place(one.run, one.number), f"{what} has another text now")


def _of_citations(found: Sequence[CitationCheck], stored: Stored) -> Iterator[WorkFault]:
    for one in found:
        where = f"{_place(one.run, one.step)} quote {one.number}"
        if wrong := quote_fault(one, stored):
            yield WorkFault(where, wrong)


def _place(run: int | None, number: int | None) -> str:
    if run is None:
        return "prompts"
    return f"run {run}" if number is None else f"run {run} step {number}"
