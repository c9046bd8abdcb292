"""Forms: the fields that a page sent, bounded, in UTF-8, each with the token of its session."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bankagent.errors import BadRequest, Finding, Forbidden
from bankagent.service.access.sessions import Session

LONGEST_FORM = 64 * 1024
MOST_FIELDS = 300
NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
TYPE = "application/x-www-form-urlencoded"
OTHER_SESSION = (
    "This form is of another session, or of one that has ended: open the page again, and send it."
)


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form; `several` has each field with all its values, as ticked boxes have."""

    several: Mapping[str, tuple[str, ...]]

    def text(self, name: str) -> str:
        """Return a field without blanks at its ends; empty where it was not sent."""
        return (self.several.get(name) or ("",))[-1].strip()

    def optional(self, name: str) -> str | None:
        """Return a field; None where it is empty."""
        return self.text(name) or None

    def instant(self, name: str) -> datetime | None:
        """Return a time, in UTC where it has no zone; None where it is empty.

        Raises:
            BadRequest: it is no time.
        """
        text = self.text(name)
        try:
            found = datetime.fromisoformat(text) if text else None
        except ValueError:
            wrong = Finding(name, "must be a time, such as 2026-11-24 09:30")
            raise BadRequest("A field of the form is wrong.", findings=[wrong]) from None
        return found.replace(tzinfo=UTC) if found and not found.tzinfo else found

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return all values of a field that are numbers of rows; others name no row of ours."""
        return tuple(int(one) for one in self.several.get(name, ()) if NUMBER.fullmatch(one))


async def read(request: Request) -> Form:
    """Return the form of a call.

    Raises:
        HTTPException: 415 unless it is a form, 413 where it is too long.
        BadRequest: it is not UTF-8, has too many fields, or a NUL in one.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != TYPE:
        raise HTTPException(415, f"A form is sent as {TYPE}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"A form has at most {LONGEST_FORM} bytes.")
    several: dict[str, tuple[str, ...]] = {}
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise _unreadable() from None
    for name, value in pairs:
        if "\x00" in value:
            raise _unreadable()
        several[name] = (*several.get(name, ()), value.replace("\r\n", "\n"))
    return Form(several)


def check_token(form: Form, session: Session) -> None:
    """Refuse a form that was not made for this session.

    Raises:
        Forbidden: the token is missing, or another session's.
    """
    sent = form.text("token").encode()
    if not hmac.compare_digest(sent, session.form_token.encode()):
        raise Forbidden(OTHER_SESSION)


def _unreadable() -> BadRequest:
    expected = f"must be UTF-8 text without NUL, at most {MOST_FIELDS} fields"
    return BadRequest("The form cannot be read.", findings=[Finding("form", expected)])
