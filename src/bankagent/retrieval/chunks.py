"""Chunks: the pieces of a text that search finds, by headings and paragraphs, of bounded size.

They partition the text: put together they are the text, byte for byte. So a chunk's offsets are
the lengths of those before it, and each character stands in one chunk.
"""

import re
from collections.abc import Iterator

from bankagent.retrieval.limits import LEAST_CHUNK, MOST_CHUNK

HEADING = re.compile(r"#{1,6}[ \t]")
# Where a paragraph that is too long is cut, best first: behind a line, a sentence, a word.
CUTS = (re.compile(r"\n"), re.compile(r"[.!?;][\"')\]]?\s"), re.compile(r"\s"))


def chunks(text: str, *, least: int = LEAST_CHUNK, most: int = MOST_CHUNK) -> list[str]:
    """Return the chunks of a text in order.

    A chunk is a paragraph, or several where the first ones have less than `least` characters; a
    heading stands with what follows it. None has more than `most` characters.
    """
    found: list[str] = []
    open_ = ""
    for block in _blocks(text):
        is_full = len(open_) >= least or len(open_) + len(block) > most
        if open_ and not _is_heading(open_) and (is_full or HEADING.match(block)):
            found.append(open_)
            open_ = ""
        open_ += block
        if len(open_) > most:
            *pieces, open_ = _cut(open_, most)
            found += pieces
    return [*found, open_] if open_ else found


def _is_heading(text: str) -> bool:
    last = text.rstrip().rpartition("\n")[2]
    return bool(HEADING.match(last))


def _blocks(text: str) -> Iterator[str]:
    """Yield paragraphs and headings, each with the blank lines behind it."""
    lines: list[str] = []
    is_over = False
    for line in text.splitlines(keepends=True):
        is_blank = not line.strip()
        if lines and (HEADING.match(line) or (is_over and not is_blank)):
            yield "".join(lines)
            lines = []
        lines.append(line)
        is_over = is_blank or bool(HEADING.match(line))
    if lines:
        yield "".join(lines)


def _cut(text: str, most: int) -> list[str]:
    pieces = []
    while len(text) > most:
        at = _place(text, most)
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text]


def _place(text: str, most: int) -> int:
    for cut in CUTS:
        ends = [match.end() for match in cut.finditer(text, most // 2, most)]
        if ends:
            return ends[-1]
    return most
