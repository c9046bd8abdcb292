"""What routes need: the way to the database, the intake, the waiting room, and who asks."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from pydantic import BeforeValidator

from bankagent.db.gateway import Gateway
from bankagent.domain.caller import ANONYMOUS, Caller
from bankagent.service.submit import Intake
from bankagent.service.waiters import Waiters

LARGEST_ID = 2**63 - 1
NUMBER = re.compile(r"[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Desk:
    """What one running API has; `look` looks at the database afresh and raises what is wrong."""

    gateway: Gateway
    intake: Intake
    waiters: Waiters
    look: Callable[[], Awaitable[None]]


async def the_desk(request: Request) -> Desk:
    """Return the desk that the app's lifespan opened."""
    desk: Desk = request.app.state.desk
    return desk


async def who_asks() -> Caller:
    """Return who asks: nobody in particular, as long as there are no API keys."""
    return ANONYMOUS


def a_number(text: object) -> int:
    """Take a path's id only as this service prints it: no sign, no zeros in front, no spaces."""
    if not isinstance(text, str) or not NUMBER.fullmatch(text):
        raise ValueError("must be a number")
    return int(text)


TheDesk = Annotated[Desk, Depends(the_desk)]
TheCaller = Annotated[Caller, Depends(who_asks)]
RequestId = Annotated[
    int, BeforeValidator(a_number), Path(ge=1, le=LARGEST_ID, description="The request's number.")
]
