"""Answer by extraction: the best units of passages as claims, each its own quote, with support."""

from collections.abc import Sequence

from bankagent.answering.calibration import VERSION
from bankagent.answering.extract import candidates
from bankagent.answering.features import question
from bankagent.answering.missing import missing
from bankagent.answering.quoting import quotes_of
from bankagent.answering.support import support
from bankagent.domain.passage import Passage
from bankagent.domain.quoted_answer import Answer, Claim, Searched

MOST_CLAIMS = 3


def extracted(asked: str, passages: Sequence[Passage], most: int = MOST_CLAIMS) -> Answer:
    """Return the best units for a question as claims; nothing is paraphrased.

    The caller judges `support` by its threshold: below it, `missing` tells what is missing.
    """
    compared = question(asked)
    found = candidates(compared, passages)
    claims = []
    for one in found[:most]:
        quotes = quotes_of(one)
        claims.append(Claim(quotes[-1].text, quotes))
    return Answer(
        claims=tuple(claims),
        missing=tuple(missing(compared, found)),
        searched=_searched(passages),
        support=support(compared, found),
        calibration=VERSION,
    )


def _searched(passages: Sequence[Passage]) -> tuple[Searched, ...]:
    counted: dict[tuple[int, int], int] = {}
    for one in passages:
        key = (one.document_id, one.version)
        counted[key] = counted.get(key, 0) + 1
    return tuple(Searched(*key, number) for key, number in sorted(counted.items()))
