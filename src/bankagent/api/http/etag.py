"""Answers that a caller may keep and ask for again: not sent twice while they are the same."""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from bankagent.api.http.responses import ExactJson

TAG = re.compile(r'(?:W/)?("[!#-~]*")')

IfNoneMatch = Header(
    alias="If-None-Match",
    description="The ETag of an answer that you have, or several: where it is still the same, 304 "
    "comes without a body (RFC 9110).",
    examples=['"5f0d3ab1c2a84c1f7be0a2f0b7a8d6d2"'],
)


async def the_answer(
    request: Request,
    if_none_match: Annotated[str | None, IfNoneMatch] = None,  # noqa: ARG001 - for the docs: there may be many
) -> Callable[[BaseModel], Response]:
    """Return how to answer: whole, or with 304 where the caller has it already.

    The tag is the digest of the very bytes, so that it is the same exactly while they are. Whoever
    keeps an answer must ask each time, and with the key that it was given for.
    """
    known = ",".join(request.headers.getlist("if-none-match"))

    def answer(content: BaseModel) -> Response:
        whole = ExactJson(content)
        tag = f'"{hashlib.sha256(whole.body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
        if known.strip() == "*" or tag in TAG.findall(known):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        whole.headers.update(headers)
        return whole

    return answer


TheAnswer = Annotated[Callable[[BaseModel], Response], Depends(the_answer)]
