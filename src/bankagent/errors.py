"""What can go wrong, in words for the reader: one file of errors, each with its HTTP status.

BankagentError
├── BadSettings         500  at start-up only: the process prints the sentence and exits with 2
├── BadJson             400
├── UnknownParameter    400  in the query; carries findings
├── BadRequest          422  carries findings: which field, what is expected
├── Unauthorized        401  who asks is not known
├── Forbidden           403  it is known, and may not do this
├── NotFound            404
├── Conflict            409
├── Stale               412  decided on what has changed meanwhile: read it again
├── TooMany             429  one caller has too much under way at once
├── Unavailable         503  try again later
└── SchemaMismatch      503  the database is not at a version that this code can work with
"""

from collections.abc import Sequence
from dataclasses import dataclass

# One sentence whether there is none, or none for who asks: no word more to tell them apart.
NO_REQUEST = "There is no such request."


# Who has more to mend begins with these.
MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an input: where it stands and what is expected there."""

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


class BadSettings(BankagentError):
    """A setting is missing, unknown or unsafe; the text says which one and what to change."""

    title = "Bad settings"


class BadJson(BankagentError):
    """The text is not JSON that we accept; the text says where and why, never what stood there."""

    status = 400
    title = "Malformed JSON"


class UnknownParameter(BankagentError):
    """The query has a parameter that its route does not have; what it meant is not guessed."""

    status = 400
    title = "Unknown parameter"


class BadRequest(BankagentError):
    """The JSON is well formed, but not a valid request; the findings say which fields."""

    status = 422
    title = "Invalid request"


class Unauthorized(BankagentError):
    """Nobody knows who asks: no key, or one that does not work; the text never says more."""

    status = 401
    title = "Unauthorized"


class Forbidden(BankagentError):
    """Who asks is known and may not do this; the text names what is missing."""

    status = 403
    title = "Forbidden"


class NotFound(BankagentError):
    """Nothing has this id, for this caller."""

    status = 404
    title = "Not found"


class Conflict(BankagentError):
    """The request stands elsewhere than this action needs; the text names the one that helps."""

    status = 409
    title = "Conflict"


class Stale(BankagentError):
    """What the caller saw is not what stands there now; the text says to read it again."""

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


class SchemaMismatch(Unavailable):
    """The database's schema is older or newer than this code can work with."""
