"""A caller's body: bytes, then exact JSON, then a model of ours; each step refuses in its words."""

import asyncio
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bankagent.domain import exact_json, findings
from bankagent.domain.exact_json import JsonValue
from bankagent.domain.json_limits import USUAL, Limits
from bankagent.errors import BadRequest

Model = TypeVar("Model", bound=BaseModel)

# At worst 15 ms; a thread costs 0.2 ms, which a usual body of less than 1 KiB need not wait for.
MOST_AT_ONCE = 16 * 1024


async def read_as(model: type[Model], request: Request, limits: Limits = USUAL) -> Model:
    """Return the request's body as this model.

    Raises:
        HTTPException: 415 unless it is application/json in UTF-8, 413 where it is too long.
        BadJson: it is not JSON that we accept.
        BadRequest: it is not this model; the findings name the fields.
    """
    if not _is_json(request.headers.getlist("content-type")):
        raise HTTPException(415, "Send the body as Content-Type: application/json, in UTF-8.")
    value = await _parsed(await _read(request, limits.bytes), limits)
    try:
        return model.model_validate(value, strict=True)
    except ValidationError as error:
        found = findings.of_input(error.errors(include_url=False, include_input=False))
        raise BadRequest("The body is not what this route expects.", findings=found) from None


def _is_json(content_types: list[str]) -> bool:
    # Without a content type any web page could make a browser send one to a service on loopback.
    if len(content_types) != 1:
        return False
    media_type, *parameters = (part.strip().lower() for part in content_types[0].split(";"))
    charsets = [p.removeprefix("charset=") for p in parameters if p.startswith("charset=")]
    return media_type == "application/json" and all(c.strip('"') == "utf-8" for c in charsets)


async def _parsed(text: bytes, limits: Limits) -> JsonValue:
    if len(text) <= MOST_AT_ONCE:
        return exact_json.loads(text, limits)
    # 256 KiB that were made for it take 0.2 s, 4 MiB of {} 1.5 s, while all others would wait; in a
    # thread they wait at most 30 ms for their turn.
    return await asyncio.to_thread(exact_json.loads, text, limits)


async def _read(request: Request, most: int) -> bytes:
    # Two looks: at what is announced, and at what comes, for a chunked body announces nothing.
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
    # The rest of the body is still on its way: nothing can follow it on this connection.
    return HTTPException(
        413, f"A body has at most {most} bytes here.", headers={"Connection": "close"}
    )
