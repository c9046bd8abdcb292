"""Request headers: Idempotency-Key, and Prefer with the time that the caller will wait."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Request

from bankagent.api.models.texts import IdempotencyKey
from bankagent.errors import BadRequest, Finding

LONGEST_WAIT_S = 30
USUAL_WAIT_S = 10
WAIT = re.compile(r"wait\s*=\s*\"?([0-9]{1,9})\"?")

KeyHeader = Header(
    alias="Idempotency-Key",
    description="1 to 255 visible ASCII characters, unique for each caller and kept as long as the "
    "request: the same key and body return the same request (200), another body 409.",
    examples=["trade-7f3a9c"],
)
PreferHeader = Header(
    alias="Prefer",
    description="wait=N: seconds to wait for the result, at most 30, 10 by default; or "
    "respond-async: do not wait. Other preferences are ignored (RFC 7240).",
    examples=["wait=10"],
)


@dataclass(frozen=True, slots=True)
class PreferredWait:
    """The seconds that the caller will wait, and the header that confirms the preference."""

    seconds: int
    headers: dict[str, str]


async def idempotency_key(
    request: Request, key: Annotated[IdempotencyKey | None, KeyHeader] = None
) -> str | None:
    """Return the Idempotency-Key, if the caller sent one."""
    if len(request.headers.getlist("idempotency-key")) > 1:
        raise BadRequest(
            "There are two Idempotency-Key headers: send one.",
            findings=[Finding("Idempotency-Key", "must be sent at most once")],
        )
    return key


async def refuse_idempotency_key(request: Request) -> None:
    """Refuse an Idempotency-Key on a batch, where it would have no effect."""
    if "idempotency-key" in request.headers:
        raise BadRequest(
            "A batch takes no Idempotency-Key header: give each item an idempotency_key of its "
            "own.",
            findings=[Finding("Idempotency-Key", "must be in the items, as idempotency_key")],
        )


async def preferred_wait(
    request: Request,
    prefer: Annotated[str | None, PreferHeader] = None,  # noqa: ARG001 - for the API description; there may be several
) -> PreferredWait:
    """Return the time that the caller will wait for the result."""
    stated = ",".join(request.headers.getlist("prefer")).lower().split(",")
    preferences = [one.split(";")[0].strip() for one in stated]
    for one in preferences:
        if match := WAIT.fullmatch(one):
            seconds = min(int(match[1]), LONGEST_WAIT_S)
            return PreferredWait(seconds, {"Preference-Applied": f"wait={seconds}"})
    if "respond-async" in preferences:
        return PreferredWait(0, {"Preference-Applied": "respond-async"})
    return PreferredWait(USUAL_WAIT_S, {})


TheKey = Annotated[str | None, Depends(idempotency_key)]
NoKey = Annotated[None, Depends(refuse_idempotency_key)]
TheWait = Annotated[PreferredWait, Depends(preferred_wait)]
