"""What pydantic found, for strangers: which field and what is expected, never what stood there."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bankagent.errors import MOST_FINDINGS, Finding

NAME_WE_REPEAT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
SUBJECT = re.compile(r"^(Input|[A-Z][a-z]+) should ")
IN_OUR_WORDS = {"missing": "is required", "extra_forbidden": "is not a field here: leave it out"}


def findings_of(errors: Sequence[Mapping[str, Any]], *, within: int = 0) -> list[Finding]:
    """Return the first 20 of pydantic's errors; `within` steps of each location are left out."""
    return [
        Finding(path(one["loc"][within:]), _expected(one["type"], one["msg"]))
        for one in errors[:MOST_FINDINGS]
    ]


def path(location: Sequence[int | str]) -> str:
    """Return where a finding stands, as in `payload.legs.2.price`.

    A name that does not look like a field's is the caller's own text, which we do not repeat.
    """
    known = (s if isinstance(s, int) or NAME_WE_REPEAT.fullmatch(s) else "?" for s in location)
    return ".".join(str(step) for step in known) or "body"


def _expected(kind: str, message: str) -> str:
    return IN_OUR_WORDS.get(kind) or SUBJECT.sub("must ", message.removeprefix("Value error, "))
