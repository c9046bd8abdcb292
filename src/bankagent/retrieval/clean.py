"""Removal of characters that no reader sees from a text, counted by kind.

What stays is what a person reads, so that a model reads no more than a person. Offsets of chunks
and citations refer to the cleaned text, which is the one that is stored.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

# Each kind of removed character, as it is counted; the order has no meaning.
KINDS = {
    "nul": "\x00",
    "control": "\x01-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f",
    # Half of a pair is no character: UTF-8 cannot write it.
    "surrogate": "\ud800-\udfff",
    "zero_width": "\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2065\ufeff",
    "direction": "\u202a-\u202e\u2066-\u206f",
    # Tags and further variation selectors spell text that no screen shows.
    "tag": "\U000e0000-\U000e01ef",
    "not_a_character": "\ufdd0-\ufdef\ufffe\uffff",
}
REMOVED = re.compile("|".join(f"(?P<{kind}>[{chars}])" for kind, chars in KINDS.items()))
# Other ends of lines and pages, as one newline.
ENDS_OF_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
COMMENT_BEGINS, COMMENT_ENDS = "<!--", "-->"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text to store, and the counts of what was removed from it, by kind."""

    text: str
    removed: dict[str, int] = field(default_factory=dict)


def clean(text: str) -> Cleaned:
    r"""Return the text without characters that cannot be seen; each end of a line is \n."""
    counts: Counter[str] = Counter()

    def count(match: re.Match[str]) -> str:
        counts[match.lastgroup or ""] += 1
        return ""

    text = REMOVED.sub(count, ENDS_OF_LINES.sub("\n", text))
    return Cleaned(text, dict(counts))


def without_comments(text: str) -> Cleaned:
    """Return Markdown without the comments of HTML, which no reader of the page sees.

    A comment without an end goes to the end of the text, as browsers take it.
    """
    kept, count, at = [], 0, 0
    while (begins := text.find(COMMENT_BEGINS, at)) >= 0:
        kept.append(text[at:begins])
        count += 1
        ends = text.find(COMMENT_ENDS, begins + len(COMMENT_BEGINS))
        at = len(text) if ends < 0 else ends + len(COMMENT_ENDS)
    return Cleaned("".join(kept) + text[at:], {"comment": count} if count else {})


def together(*removed: dict[str, int]) -> dict[str, int]:
    """Return the sums of counts of what was removed."""
    counts: Counter[str] = Counter()
    for one in removed:
        counts.update(one)
    return dict(counts)
