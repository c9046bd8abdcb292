"""Verification of answers: quotes against the stored documents, figures against the quotes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bankagent.answering.checks.figures import Calculation, check_figures
from bankagent.answering.checks.quotes import fault_of_quote
from bankagent.domain.agent_verification import WorkFault
from bankagent.domain.quoted_answer import Claim, digest
from bankagent.errors import BadJson
from bankagent.service.agents.claims import calculation, claims_of
from bankagent.store.agents.checks import CitationCheck, StoredResult, StoredText

FABRICATED, NOT_RETRIEVED, EXACT = "fabricated", "not_retrieved", "exact"


@dataclass(frozen=True, slots=True)
class Stored:
    """Texts of document versions, those that are redacted, and the faults of the texts."""

    texts: Mapping[tuple[int, int], str]
    redacted: frozenset[tuple[int, int]]
    faults: tuple[WorkFault, ...]

    @classmethod
    def of(cls, found: Sequence[StoredText]) -> "Stored":
        """Return the texts as they are now, each checked against its digest."""
        return cls(
            {(one.document_id, one.version): one.text for one in found if one.text is not None},
            frozenset((one.document_id, one.version) for one in found if one.text is None),
            tuple(
                WorkFault(
                    f"document {one.document_id} version {one.version}",
                    "its text is not the one of its digest",
                )
                for one in found
                if one.text is not None and digest(one.text) != one.text_sha256
            ),
        )


def quote_fault(one: CitationCheck, stored: Stored) -> str | None:
    """Return what is wrong with a recorded quote; None also where its document is redacted."""
    key = (one.document_id, one.version)
    if key in stored.redacted:
        return None
    text = stored.texts.get(key, "")
    is_inside = 0 <= one.starts_at < one.ends_at <= len(text)
    of = f"document {one.document_id} version {one.version}"
    if not is_inside or digest(text[one.starts_at : one.ends_at]) != one.sha256:
        said = " (as it was recorded)" if one.verdict == FABRICATED else ""
        return f"does not stand in {of} at {one.starts_at} to {one.ends_at}{said}"
    now = EXACT if one.is_retrieved else NOT_RETRIEVED
    return None if one.verdict == now else f"was recorded as {one.verdict}, and is {now} in {of}"


def answer_faults(
    results: Sequence[StoredResult], stored: Stored
) -> tuple[int, tuple[WorkFault, ...]]:
    """Return how many figures of claims were checked, and the faults of claims."""
    checked, faults = 0, list[WorkFault]()
    calculations: dict[int, list[Calculation]] = {}
    for one in results:
        if one.result is None:
            continue
        where = f"run {one.run} step {one.number}"
        try:
            if one.kind == "tool":
                made = calculation(one.arguments or "null", one.result)
                calculations.setdefault(one.run, []).extend(made)
                continue
            claims = claims_of(one.result)
        except BadJson:
            faults.append(WorkFault(where, "its result is no JSON that this service reads"))
            continue
        for number, claim in enumerate(claims, 1):
            at = f"{where} claim {number}"
            faults += [WorkFault(at, what) for what in _quotes_wrong(claim, stored)]
            count, wrong = _figures_wrong(claim, calculations.get(one.run, []))
            checked += count
            faults += [WorkFault(at, what) for what in wrong]
    return checked, tuple(faults)


def _quotes_wrong(claim: Claim, stored: Stored) -> Iterator[str]:
    for number, quote in enumerate(claim.quotes, 1):
        if (quote.document_id, quote.version) in stored.redacted:
            continue
        if (fault := fault_of_quote(quote, stored.texts)) is not None:
            words = fault.value.replace("_", " ")
            yield f"quote {number} of document {quote.document_id}: {words}"


def _figures_wrong(claim: Claim, made: Sequence[Calculation]) -> tuple[int, list[str]]:
    """Return how many figures a claim has, and those that its quotes do not have."""
    try:
        found = check_figures(claim.text, [quote.text for quote in claim.quotes], made)
    except ValueError:
        return 0, ["it is too long for an answer"]
    wrong = [one for one in found if not one.is_supported]
    return len(found), [
        f"the figure {one.figure.text} has no support in its quotes ({one.standing.value})"
        for one in wrong
    ]
