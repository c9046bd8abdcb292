"""Explanation for a caller that sees its own requests alone: without the numbers of others'.

The earlier requests about a pair or a trade, and a later one that matches, are those of the client:
any caller may have sent them.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial

from bankagent.domain.explanation import Explanation, Sentence

NAMED = re.compile(r"\b([Rr])equest ([0-9]{1,18})\b")
RECORD = re.compile(r"request:([0-9]{1,18})")


def named(whole: Explanation) -> set[int]:
    """Return the numbers of the other requests that an explanation names or rests on."""
    found: set[int] = set()
    for sentence in _sentences(whole):
        found.update(int(number) for _, number in NAMED.findall(sentence.text))
        found.update(int(one[1]) for id_ in sentence.rests_on if (one := RECORD.fullmatch(id_)))
    return found - {whole.request_id}


def without(whole: Explanation, others: Collection[int]) -> Explanation:
    """Return an explanation that names none of these requests; they are `another request` there.

    A sentence that rests on nothing else is left out.
    """
    sections = tuple(
        replace(section, sentences=tuple(_kept(section.sentences, others)))
        for section in whole.sections
    )
    return replace(whole, sections=sections)


def _kept(sentences: Collection[Sentence], others: Collection[int]) -> Iterator[Sentence]:
    for one in sentences:
        ids = tuple(id_ for id_ in one.rests_on if not _is_of(id_, others))
        if ids:
            text = NAMED.sub(partial(_renamed, others), one.text)
            yield replace(one, text=text, rests_on=ids)


def _is_of(id_: str, others: Collection[int]) -> bool:
    found = RECORD.fullmatch(id_)
    return found is not None and int(found[1]) in others


def _renamed(others: Collection[int], found: re.Match[str]) -> str:
    if int(found[2]) not in others:
        return found[0]
    return "Another request" if found[1] == "R" else "another request"


def _sentences(whole: Explanation) -> Iterator[Sentence]:
    for section in whole.sections:
        yield from section.sentences
