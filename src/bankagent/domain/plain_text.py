"""Plain text for terminals and pages: untrusted text with its control characters escaped.

Payloads and reasons are other people's text: characters that could move the cursor, change colours
or turn the direction of writing are shown as their numbers.
"""

import unicodedata

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: str) -> str:
    r"""Return the text in one line, with each character that would act on the screen as \uXXXX."""
    return "".join(
        f"\\u{ord(one):04x}" if unicodedata.category(one) in HIDDEN else one for one in text
    )
