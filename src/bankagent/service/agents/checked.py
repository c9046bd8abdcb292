"""Checks of a research answer without a model: quotes, figures, claims, passages, and support."""

from collections.abc import Sequence

from bankagent.answering.calibration import VERSION
from bankagent.answering.checks.claims import check_claim
from bankagent.answering.checks.figures import Calculation, check_figures
from bankagent.answering.extract import candidates
from bankagent.answering.features import question as compared
from bankagent.answering.support import support
from bankagent.domain.document import CLASSIFICATIONS, TRUST_LEVELS
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.model_call import EMBEDDED
from bankagent.domain.passage import Passage
from bankagent.domain.quoted_answer import Claim
from bankagent.facts.answers import CheckedAnswer
from bankagent.service.agents import research
from bankagent.service.agents.tools import calculate, search_documents
from bankagent.store.agents.answers import StoredAnswer

# The worst verdict of a quote is that of the answer.
VERDICTS = ("none", "exact", "not_retrieved", "fabricated")


def checked(
    question: str, document_ids: Sequence[int] | None, stored: StoredAnswer
) -> CheckedAnswer:
    """Return the verdicts on a stored answer; the quotes' own are those of the database."""
    read = search_documents.passages(stored.results)
    unknown = search_documents.unknown_documents(stored.results)
    if stored.value is None or "claims" not in stored.value:
        return CheckedAnswer(
            documents=_documents(document_ids, unknown), answer="failed", sha256=stored.sha256
        )
    found = candidates(question, read)
    said = research.claims(stored.value, read)
    made = calculate.calculations(stored.results)
    odds = f"{support(compared(question), found):.3f}"
    disagree = bool(research.conflicts(question, read))
    return CheckedAnswer(
        documents=_documents(document_ids, unknown),
        answer=_answered(said, read, odds, disagree=disagree),
        quoted=max(
            (str(one["verdict"]) for one in stored.quotes), key=VERDICTS.index, default="none"
        ),
        figures=_word(all(_figures_hold(one, made) for one in said)),
        claims=_word(all(_words_hold(one, question) for one in said)),
        passages="disagree" if disagree else "agree",
        classification=_strictest(read),
        trust=_lowest(said, read),
        written_by="extraction" if stored.provider == EMBEDDED else "model",
        support=odds,
        calibration=VERSION,
        unknown_documents=tuple(unknown),
        quotes=tuple(stored.quotes),
        searched=tuple(_searched(read)),
        sha256=stored.sha256,
    )


def asking(document_ids: Sequence[int] | None, calls: Sequence[JsonObject]) -> CheckedAnswer:
    """Return that the agent has not answered, since it asks people for these calls first."""
    return CheckedAnswer(
        documents=_documents(document_ids, ()), answer="waiting", calls=tuple(calls)
    )


def _documents(document_ids: Sequence[int] | None, unknown: Sequence[int]) -> str:
    if unknown:
        return "unknown"
    return "open" if document_ids is None else "named"


def _answered(said: Sequence[Claim], read: Sequence[Passage], odds: str, *, disagree: bool) -> str:
    if not read:
        return "none"
    is_supported = disagree or odds >= research.LEAST_SUPPORT
    return "answered" if said and is_supported else "unsupported"


def _word(holds: bool) -> str:  # noqa: FBT001 - the fact's two words
    return "supported" if holds else "unsupported"


def _is_quote(claim: Claim) -> bool:
    return claim.text == claim.quotes[-1].text


def _figures_hold(claim: Claim, made: Sequence[Calculation]) -> bool:
    texts = [one.text for one in claim.quotes]
    checked = check_figures(claim.text, texts, made)
    return _is_quote(claim) or all(one.is_supported for one in checked)


def _words_hold(claim: Claim, question: str) -> bool:
    texts = [one.text for one in claim.quotes]
    return _is_quote(claim) or check_claim(claim.text, texts, question).is_supported


def _strictest(read: Sequence[Passage]) -> str:
    order = ("none", *CLASSIFICATIONS)
    return max((one.classification for one in read), key=order.index, default="none")


def _lowest(said: Sequence[Claim], read: Sequence[Passage]) -> str:
    quoted = {(one.document_id, one.version) for claim in said for one in claim.quotes}
    trusts = [one.trust for one in read if (one.document_id, one.version) in quoted]
    return max(trusts, key=TRUST_LEVELS.index, default="none")


def _searched(read: Sequence[Passage]) -> list[JsonObject]:
    counts: dict[tuple[int, int], int] = {}
    for one in read:
        key = (one.document_id, one.version)
        counts[key] = counts.get(key, 0) + 1
    return [
        {"document_id": document_id, "version": version, "passages": count}
        for (document_id, version), count in sorted(counts.items())
    ]
