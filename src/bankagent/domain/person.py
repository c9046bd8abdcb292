"""Names of people for whom a system submits: the form that they have."""

import re

# As bankagent.is_person_name (a test compares both). Characters that show nothing, turn the
# direction of writing, or are no character would make two names look like one. Blanks are simple
# spaces.
UNPRINTABLE = (
    "\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000e0000-\U0010ffff"
)
LONGEST = 200
PATTERN = f"^[^ {UNPRINTABLE}]([^{UNPRINTABLE}]*[^ {UNPRINTABLE}])?$"
EXPECTED = "must be a string of 1 to 200 printable characters, without a space at either end"

_NAME = re.compile(PATTERN.removeprefix("^").removesuffix("$"))


def checked_name(name: str) -> str:
    """Return a person's name unchanged.

    Raises:
        ValueError: it is empty, too long, or has characters that do not print.
    """
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        raise ValueError(EXPECTED)
    return name
