"""Names of a bank's dictionary in a text, found by their first word.

One expression of 10,000 names took a second for a prompt, in which a worker's heartbeat stood.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

MOST_NAMES = 10000
WORD = re.compile(r"\w+")


@lru_cache(maxsize=8)
def names_by_word(names: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Return names by their first word.

    Raises:
        ValueError: there are more than 10,000.
    """
    known = {name.strip() for name in names if name.strip()}
    if len(known) > MOST_NAMES:
        raise ValueError(f"a dictionary has at most {MOST_NAMES} names")
    found: dict[str, list[str]] = {}
    for name in known:
        first = WORD.search(name.casefold())
        found.setdefault(first[0] if first else "", []).append(name)
    return found


def form_of_names(text: str, names: Mapping[str, Sequence[str]]) -> re.Pattern[str] | None:
    """Return the form of the names whose first word is in a text; None where there is none."""
    if not names:
        return None
    near = [one for word in {"", *WORD.findall(text.casefold())} for one in names.get(word, ())]
    if not near:
        return None
    near.sort(key=lambda name: (-len(name), name))  # of two that fit, the longer
    forms = (r"\s+".join(map(re.escape, name.split())) for name in near)
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)
