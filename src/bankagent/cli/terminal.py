"""Text of strangers on a terminal, shown so that it can change nothing there.

Payloads and reasons are other people's text: what could move the cursor, change colours or turn
the direction of writing is shown as its number, so that a reader sees what is there.
"""

import unicodedata

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str) -> str:
    r"""Return the text in one line, with everything that a terminal would act on as \uXXXX."""
    return "".join(
        f"\\u{ord(one):04x}" if unicodedata.category(one) in HIDDEN else one for one in text
    )
