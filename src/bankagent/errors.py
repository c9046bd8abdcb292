"""Errors that we raise on purpose: one class for each kind, with the HTTP status of its answer.

BankagentError
├── CannotRun           500  a person must change this machine or the rights in the database first
│   └── BadSettings     500  a setting is missing, unknown or unsafe
├── BadJson             400
├── UnknownParameter    400  in the query; carries findings
├── BadRequest          422  carries findings: the field, and what is expected there
├── Unauthorized        401  no key, or one that does not work
├── Forbidden           403  the key works, but does not allow this
├── NotFound            404
├── Conflict            409
├── Stale               412  the request has changed since the caller read it
├── TooMany             429  this caller has as much under way as one caller may
├── Unavailable         503  the same call may succeed later
│   └── Held            503  another session holds what this call needs
└── SchemaMismatch      503  this code cannot work with the database's schema version

A program that ends by CannotRun (or BadSettings) exits with 2: to start it again is of no use. A
call that meets one is answered with 503, and the sentence goes to the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The same message whether the request does not exist or the caller may not see it, so that callers
# cannot tell the two apart.
NO_REQUEST = "There is no such request."

# An answer lists no more findings than these.
MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of an input: the field that has it, and what is expected there."""

    field: str
    expected: str


class BankagentError(Exception):
    """The root of all errors that we raise on purpose; its text is one sentence for the reader."""

    status = 500
    title = "Internal error"

    def __init__(self, detail: str, *, findings: Sequence[Finding] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.findings = tuple(findings)


class CannotRun(BankagentError):
    """A right, a folder or a program is missing; the text says which one and what to change."""

    title = "Cannot run"


class BadSettings(CannotRun):
    """A setting is missing, unknown or unsafe; the text says which one and what to change."""

    title = "Bad settings"


class BadJson(BankagentError):
    """The text is not JSON that we accept; the detail says where and why, and repeats no input."""

    status = 400
    title = "Malformed JSON"


class UnknownParameter(BankagentError):
    """The query has a parameter that its route does not have; a near name is not guessed."""

    status = 400
    title = "Unknown parameter"


class BadRequest(BankagentError):
    """The JSON is well formed, but not a valid request; the findings name the fields."""

    status = 422
    title = "Invalid request"


class Unauthorized(BankagentError):
    """The call has no key, or one that does not work; the text never says which."""

    status = 401
    title = "Unauthorized"


class Forbidden(BankagentError):
    """The key works, but does not allow this action; the text names what is missing."""

    status = 403
    title = "Forbidden"


class NotFound(BankagentError):
    """Nothing has this id, for this caller."""

    status = 404
    title = "Not found"


class Conflict(BankagentError):
    """The request's status does not allow this action; the text names the action that helps."""

    status = 409
    title = "Conflict"


class Stale(BankagentError):
    """The request has changed since the caller read it; the text says to read it again."""

    status = 412
    title = "Stale"


class TooMany(BankagentError):
    """The caller has as much of this under way as one caller may; others are served."""

    status = 429
    title = "Too many at once"


class Unavailable(BankagentError):
    """The database is away or busy; the same call may succeed in a moment."""

    status = 503
    title = "Temporarily unavailable"


class Held(Unavailable):
    """Another session holds a row or a key that the call needs; others are served."""


class SchemaMismatch(BankagentError):
    """The database's schema is older or newer than this code can work with."""

    status = 503
    title = Unavailable.title  # callers see the same problem: they can only try again later
