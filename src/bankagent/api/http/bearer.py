"""Bearer keys: read the header, and tell calls of this machine itself, which may need none."""

from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPBearer

from bankagent.errors import Unauthorized

THIS_MACHINE = {"127.0.0.1", "::1"}
OWN_NAMES = {"localhost", *THIS_MACHINE}
PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")

NO_KEY = "Send a key: `Authorization: Bearer bak_…`; an operator makes one (bankagent caller add)."

# For the API description only: FastAPI's own reader cannot say what is wrong with the header.
SCHEME = HTTPBearer(
    scheme_name="key",
    bearerFormat="bak_<caller|reviewer>_<id>_<secret>_<checksum>",
    description="A key of a caller or of a reviewer, made by an operator: `bankagent caller "
    "add desk-7`, `bankagent reviewer add anna --role compliance`. In development a caller on the "
    "service's own machine needs none; to vote, a key is always needed.",
    auto_error=False,
)


async def sent_key(request: Request, _: Annotated[object, Security(SCHEME)]) -> str | None:
    """Return the key that was sent; None without an Authorization header.

    Raises:
        Unauthorized: the header is no bearer key, or was sent twice.
    """
    sent = request.headers.getlist("authorization")
    if not sent:
        return None
    scheme, _, key = sent[0].partition(" ")
    if len(sent) > 1 or scheme.lower() != "bearer":
        raise Unauthorized(NO_KEY)
    return key.strip(" ")


def is_from_this_machine(request: Request) -> bool:
    """Whether the call comes from this machine itself, without a proxy and under its own name.

    The name is checked against DNS rebinding: a web page can make its own name resolve to loopback.
    """
    return (
        request.client is not None
        and request.client.host in THIS_MACHINE
        and request.url.hostname in OWN_NAMES
        and not any(name in request.headers for name in PROXY_HEADERS)
    )
