"""Conditional answers: an ETag, and 304 where the caller's copy is still current (RFC 9110)."""

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
    description="The ETag of an answer that you have, or several: where the answer is unchanged, "
    "304 comes without a body (RFC 9110).",
    examples=['"5f0d3ab1c2a84c1f7be0a2f0b7a8d6d2"'],
)


async def conditional_answer(
    request: Request,
    if_none_match: Annotated[str | None, IfNoneMatch] = None,  # noqa: ARG001 - for the API description; there may be several
) -> Callable[[BaseModel], Response]:
    """Return a function that answers: whole, or with 304 where the caller has the same already.

    The tag is a digest of the bytes, so it changes exactly when they do. A cache must revalidate
    each time, with the same key (no-cache, Vary).
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


TheAnswer = Annotated[Callable[[BaseModel], Response], Depends(conditional_answer)]
