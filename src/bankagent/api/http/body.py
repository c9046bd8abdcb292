"""Bodies: bytes, then exact JSON, then a model; each step refuses in its own words.

FastAPI's own seam, an APIRoute whose Request parses exact JSON, reads the body before it resolves
dependencies: a caller without a key made us parse 3.6 MB (1.4 s) before its 401, the limit of
batches came too late, and the limits, 415 and 413 still had to be written here (115 lines, not 80).
`read_as` runs after authentication, and inside the limit that the route holds.
"""

import asyncio
from collections.abc import Collection
from typing import TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bankagent.domain import exact_json, findings
from bankagent.domain.json_limits import USUAL, Limits
from bankagent.errors import BadRequest

Model = TypeVar("Model", bound=BaseModel)

# Parsing this much takes 15 ms at worst; a thread costs 0.2 ms, much for a usual body of 1 KiB.
MOST_INLINE = 16 * 1024


async def read_as(
    model: type[Model], request: Request, limits: Limits = USUAL, *, described: bool = False
) -> Model:
    """Return the request's body as this model.

    `described`: findings say what the descriptions of the model's fields say, as for payloads.

    Raises:
        HTTPException: 415 unless the body is application/json in UTF-8, 413 where it is too long.
        BadJson: the body is not JSON that we accept.
        BadRequest: the JSON is not this model; the findings name the fields.
    """
    if not _is_json(request.headers.getlist("content-type")):
        raise HTTPException(415, "Send the body as Content-Type: application/json, in UTF-8.")
    text = await _read(request, limits.bytes)
    if len(text) <= MOST_INLINE:
        return _as_model(model, text, limits, described=described)
    # The worst 256 KiB take 0.2 s, 4 MiB of {} 1.5 s, and block all other calls meanwhile; beside a
    # thread they wait at most 30 ms.
    return await asyncio.to_thread(_as_model, model, text, limits, described=described)


async def read_bytes(
    request: Request, media_types: Collection[str], most: int
) -> tuple[bytes, str]:
    """Return the request's body as it is, and its media type, which is one of these.

    Raises:
        HTTPException: 415 for another type or charset, 413 where the body is too long, 403 where
            the page of another site makes a browser send it.
    """
    sent = request.headers.getlist("content-type")
    media_type = sent[0].partition(";")[0].strip().lower() if len(sent) == 1 else ""
    if media_type not in media_types or not _is_utf8(sent[0]):
        raise HTTPException(
            415, f"Send the body as Content-Type: {', '.join(media_types)}; text in UTF-8."
        )
    origin = request.headers.get("origin")
    # A browser asks nobody before it sends text/plain, as it does for application/json.
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "The page of another site may not send documents.")
    return await _read(request, most), media_type


def _as_model(model: type[Model], text: bytes, limits: Limits, *, described: bool) -> Model:
    try:
        return model.model_validate(exact_json.loads(text, limits), strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        found = findings.of_described(model, errors) if described else findings.of_input(errors)
        raise BadRequest("The body is not what this route expects.", findings=found) from None


def _is_json(content_types: list[str]) -> bool:
    # Without this check a web page could make a browser send a body to a service on loopback.
    if len(content_types) != 1:
        return False
    media_type = content_types[0].partition(";")[0].strip().lower()
    return media_type == "application/json" and _is_utf8(content_types[0])


def _is_utf8(content_type: str) -> bool:
    _, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [p.removeprefix("charset=") for p in parameters if p.startswith("charset=")]
    return all(c.strip('"') == "utf-8" for c in charsets)


async def _read(request: Request, most: int) -> bytes:
    # Check Content-Length and the bytes that arrive: a chunked body announces no length.
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:12]) > most:
        raise _too_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _too_large(most: int) -> HTTPException:
    # The rest of the body is still being sent: the connection cannot be used again.
    return HTTPException(
        413, f"The body of this route has at most {most} bytes.", headers={"Connection": "close"}
    )
