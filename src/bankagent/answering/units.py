"""Units of a text that can be quoted: sentences, and rows of tables with the heading above them.

Offsets count characters, and `text[start:end]` is the unit. A table is a run of lines whose cells
are apart by a bar or a tab, as linearised tables have them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bankagent.answering.terms import YEAR

# A sentence ends at its mark before white space and a capital, a digit, a bracket or a quote.
END = re.compile(r"(?<=[.;!?])\s+(?=[A-Z0-9(“\"•\-])")
ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Inc|Ltd|Corp|Co|No|Nos|Mr|Mrs|Ms|Dr|St|vs|e\.g|i\.e|approx|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec)\.)\Z"
)
CELLS = re.compile(r"[|\t]")
LINE = re.compile(r"[^\n]+|\n\n+")
RULE = re.compile(r"[|\s:+=_\-]*")
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DATE = re.compile(
    rf"(?:{MONTHS})[a-z]{{0,6}}\.?\s?\d{{1,2}}(?!\d)|(?<!\d)\d{{1,2}}\s(?:{MONTHS})", re.IGNORECASE
)
FOOTNOTE = re.compile(r"\(\d\)")
TOTAL = re.compile(r"\W*total\b", re.IGNORECASE)
LETTER = re.compile(r"[^\W\d_]")
SHORTEST = 3
LONGEST = 2000
MOST_HEADINGS = 4


class UnitForm(StrEnum):
    """Form of a unit; a label is a heading of a table or of a section of it, without figures."""

    SENTENCE = "sentence"
    ROW = "row"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a row with the headings of its table (their spans, from the top)."""

    start: int
    end: int
    kind: UnitForm = UnitForm.SENTENCE
    headings: tuple[Span, ...] = ()

    @property
    def parts(self) -> tuple[Span, ...]:
        """The spans that are shown together: the headings, and the unit itself last."""
        return (*self.headings, Span(self.start, self.end))


def units(text: str) -> list[Unit]:
    """Return the units of a text in order; they do not overlap, and white space is between them."""
    found: list[Unit] = []
    for is_table, lines in _blocks(text):
        if is_table:
            found += _rows(text, lines)
        else:
            found += _sentences(text, lines[0].start, lines[-1].end)
    return found


def _blocks(text: str) -> Iterator[tuple[bool, list[Span]]]:
    """Yield runs of lines: a table's rows, or a paragraph, which ends at an empty line."""
    lines: list[Span] = []
    is_table = False
    for line in _lines(text):
        content = text[line.start : line.end]
        row, empty = bool(CELLS.search(content)), not content.strip()
        if lines and (empty or row != is_table):
            yield is_table, lines
            lines = []
        if not empty:
            lines.append(line)
            is_table = row
    if lines:
        yield is_table, lines


def _lines(text: str) -> Iterator[Span]:
    """Yield the lines; a run of empty ones is one empty span."""
    for line in LINE.finditer(text):
        yield Span(line.start(), line.end() if text[line.start()] != "\n" else line.start())


def _sentences(text: str, start: int, end: int) -> list[Unit]:
    found, at = [], start
    for gap in END.finditer(text, start, end):
        if not ABBREVIATION.search(text, max(at, gap.start() - 12), gap.start()):
            found += _cut(text, at, gap.start())
            at = gap.end()
    return found + _cut(text, at, end)


def _cut(text: str, start: int, end: int) -> list[Unit]:
    """Return one unit, or several where it is too long to be shown: cut at the last space."""
    found = []
    while end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        stop = space if space > 0 else start + LONGEST
        found += _trimmed(text, start, stop)
        start = stop
    return found + _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> list[Unit]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Unit(start, end)] if end - start >= SHORTEST else []


def _rows(text: str, lines: list[Span]) -> list[Unit]:
    """Return the rows; those above the first figure are headings, a label alone heads a section."""
    found: list[Unit] = []
    headings: tuple[Span, ...] = ()
    section: tuple[Span, ...] = ()
    in_heading = True
    for line in lines:
        content = text[line.start : line.end]
        if RULE.fullmatch(content):
            continue
        is_heading = _is_heading(content)
        in_heading = in_heading and is_heading
        for unit in _cut(text, line.start, line.end):
            is_label = in_heading or _is_label(content)
            above = () if is_label else (*headings, *section)
            found.append(
                Unit(unit.start, unit.end, UnitForm.LABEL if is_label else UnitForm.ROW, above)
            )
            if in_heading:
                headings = (*headings, Span(unit.start, unit.end))[-MOST_HEADINGS:]
            elif is_label or TOTAL.match(content):
                section = (Span(unit.start, unit.end),) if is_label else ()
    return found


def _is_label(row: str) -> bool:
    """Say if a row has its first cell alone."""
    _, _, others = row.strip().strip("|").partition("|")
    return not any(letter.isalnum() for letter in others)


def _is_heading(row: str) -> bool:
    """Say if a row at the top of a table names columns: its digits are those of dates alone."""
    without_dates = YEAR.sub("", DATE.sub("", FOOTNOTE.sub("", row)))
    has_figures = any(letter.isdigit() for letter in without_dates)
    return not has_figures and bool(LETTER.search(row) or YEAR.search(row))
