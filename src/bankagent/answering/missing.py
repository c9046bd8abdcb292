"""Sentences on what an answer lacks, in words of ours and of the question, never of a document."""

import re
from collections.abc import Sequence

from bankagent.answering.extract import Candidate
from bankagent.answering.features import ASKS_DATE, ASKS_FIGURE, ASKS_PERCENT, FIGURE, Question
from bankagent.answering.terms import terms

MOST_WORDS = 8
WORD = re.compile(r"[^\W_][\w'\u2019-]{0,63}")


def missing(asked: Question, found: Sequence[Candidate]) -> list[str]:
    """Return what the passages lack for a question; empty where they have all that we look for."""
    if not asked.terms:
        return ["The question names no term that can be searched."]
    if not found:
        return ["No document that may be searched has a passage on the question."]
    told = []
    read = {one.passage.chunk_id: one.passage.text for one in found}
    there = {term for text in read.values() for term in terms(text)}
    absent = [word for word in _words(asked) if not set(terms(word)) & there]
    if absent:
        told.append(
            f"No passage has these words of the question: {', '.join(absent[:MOST_WORDS])}."
        )
    lacking = sorted(year for year in asked.years if year not in there)
    if lacking:
        told.append(f"No passage is about {' or '.join(lacking)}.")
    wants = any(one.search(asked.text) for one in (ASKS_FIGURE, ASKS_PERCENT, ASKS_DATE))
    if wants and not FIGURE.search(_best(found)):
        told.append("The nearest passage has no figure.")
    if not told:
        told.append("The nearest passages have the words, and none of them surely the answer.")
    return told


def _words(asked: Question) -> list[str]:
    """Return the question's own words for its terms, each once; a hyphenated one as a whole."""
    words = dict.fromkeys(WORD.findall(asked.text))
    return [word for word in words if asked.terms.intersection(terms(word))]


def _best(found: Sequence[Candidate]) -> str:
    best = found[0]
    return best.passage.text[best.unit.start : best.unit.end]
