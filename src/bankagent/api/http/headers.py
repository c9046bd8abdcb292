"""What callers say in headers: their key for a repeat, and how long they will wait."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from bankagent.api.models.requests import IDEMPOTENCY_KEY
from bankagent.errors import BadRequest, Finding

LONGEST_WAIT_S = 30
USUAL_WAIT_S = 10
WAIT = re.compile(r"wait\s*=\s*\"?([0-9]{1,9})\"?")

KeyHeader = Header(
    alias="Idempotency-Key",
    pattern=IDEMPOTENCY_KEY,
    description="1 to 255 visible ASCII characters, unique for each caller and kept as long as the "
    "request: the same key and body give the same request again (200), another body 409.",
    examples=["trade-7f3a9c"],
)
PreferHeader = Header(
    alias="Prefer",
    description="wait=N: seconds to wait for the outcome, at most 30, and 10 when not said; or "
    "respond-async: do not wait. What is not understood is ignored (RFC 7240).",
    examples=["wait=10"],
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the caller will wait, and the header that says that we heard."""

    seconds: int
    headers: dict[str, str]


async def the_key(request: Request, key: Annotated[str | None, KeyHeader] = None) -> str | None:
    """Return the Idempotency-Key, if the caller sent one."""
    if len(request.headers.getlist("idempotency-key")) > 1:
        raise BadRequest(
            "There are two Idempotency-Key headers: send one.",
            findings=[Finding("Idempotency-Key", "must be there at most once")],
        )
    return key


async def no_key(request: Request) -> None:
    """Refuse an Idempotency-Key where it would be for nothing."""
    if "idempotency-key" in request.headers:
        raise BadRequest(
            "A batch takes no Idempotency-Key header, which would help nobody here: give each item "
            "an idempotency_key of its own.",
            findings=[Finding("Idempotency-Key", "must stand in the items, as idempotency_key")],
        )


async def the_patience(
    request: Request,
    prefer: Annotated[str | None, PreferHeader] = None,  # noqa: ARG001 - for the docs: there may be many
) -> Patience:
    """Return how long the caller will wait for an outcome."""
    stated = ",".join(request.headers.getlist("prefer")).lower().split(",")
    preferences = [one.split(";")[0].strip() for one in stated]
    for one in preferences:
        if match := WAIT.fullmatch(one):
            seconds = min(int(match[1]), LONGEST_WAIT_S)
            return Patience(seconds, {"Preference-Applied": f"wait={seconds}"})
    if "respond-async" in preferences:
        return Patience(0, {"Preference-Applied": "respond-async"})
    return Patience(USUAL_WAIT_S, {})


TheKey = Annotated[str | None, Depends(the_key)]
NoKey = Annotated[None, Depends(no_key)]
ThePatience = Annotated[Patience, Depends(the_patience)]
