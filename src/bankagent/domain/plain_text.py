"""Plain text for terminals and pages: untrusted text with its control characters escaped.

Payloads and reasons are other people's text: characters that could move the cursor, change colours
or turn the direction of writing are shown as their numbers. Scripts of India and Persia need their
joiners, which stay where RFC 5892 (A.1, A.2) allows them; elsewhere they would hide in a name.
"""

import unicodedata

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
NON_JOINER, JOINER = "\u200c", "\u200d"
VIRAMA = 9  # canonical combining class
ARABIC = "AL"  # direction of its letters


def plain(text: str) -> str:
    r"""Return the text in one line, with each character that would act on the screen as \uXXXX."""
    # Nearly all text is: no character of these categories is printable. A page has 250 texts.
    if text.isprintable():
        return text
    return "".join(
        f"\\u{ord(one):04x}"
        if unicodedata.category(one) in HIDDEN and not _joins(text, at)
        else one
        for at, one in enumerate(text)
    )


def _joins(text: str, at: int) -> bool:
    if text[at] not in {NON_JOINER, JOINER} or not 0 < at < len(text) - 1:
        return False
    if unicodedata.combining(text[at - 1]) == VIRAMA:
        return True
    around = {unicodedata.bidirectional(text[at - 1]), unicodedata.bidirectional(text[at + 1])}
    return text[at] == NON_JOINER and around == {ARABIC}
