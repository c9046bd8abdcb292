"""The key as it is sent, and whether a call comes from this machine itself."""

from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPBearer

from bankagent.errors import Unauthorized

THIS_MACHINE = {"127.0.0.1", "::1"}
ITS_NAMES = {"localhost", *THIS_MACHINE}
PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

NO_KEY = "Send a key: `Authorization: Bearer bak_…`; an operator makes one (bankagent caller add)."

# For the OpenAPI document; we read the header ourselves, since it takes no word for what is wrong.
SCHEME = HTTPBearer(
    scheme_name="key",
    bearerFormat="bak_<caller|reviewer>_<id>_<secret>_<checksum>",
    description="A key of a caller or of a reviewer, which an operator makes: `bankagent caller "
    "add desk-7`, `bankagent reviewer add anna --role compliance`. In development a caller on the "
    "service's own machine needs none; to vote, a key is always needed.",
    auto_error=False,
)


async def sent_key(request: Request, _: Annotated[object, Security(SCHEME)]) -> str | None:
    """Return the key that was sent; None where there is no Authorization header at all.

    Raises:
        Unauthorized: the header says something else, or is there twice.
    """
    sent = request.headers.getlist("authorization")
    if not sent:
        return None
    scheme, _, key = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer":
        raise Unauthorized(NO_KEY)
    return key.strip(" ")


def is_from_this_machine(request: Request) -> bool:
    """Whether it comes from this machine itself, neither through a proxy nor by a foreign name.

    A page that made a browser believe that its own name leads to loopback is a stranger.
    """
    return (
        request.client is not None
        and request.client.host in THIS_MACHINE
        and request.url.hostname in ITS_NAMES
        and not any(name in request.headers for name in PASSED_ON)
    )
