"""Query parameters of the routes about documents."""

import re
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bankagent.api.http.ids import LARGEST_ID, NUMBER, Id, a_number
from bankagent.api.http.query import LONGEST_CLIENT
from bankagent.domain.document import Classification, Trust
from bankagent.errors import BadRequest, Finding
from bankagent.retrieval.clean import KINDS
from bankagent.retrieval.limits import MOST_QUESTION
from bankagent.service.documents.search import MOST_DOCUMENTS, MOST_PASSAGES, USUAL_PASSAGES

EITHER = "must be sent, or house_wide=true, and not both"
LONGEST_NAME, LONGEST_REASON = 200, 500
LARGEST_VERSION = 2**31 - 1


# What no reader sees, as documents are cleaned of it, and ends of lines. (Half of a pair is none in
# UTF-8; whole planes of other characters would make each check of the API description slow.)
HIDDEN = "".join(chars for kind, chars in KINDS.items() if kind != "surrogate") + (
    "\t\n\x0b-\r\x85\u2028\u2029"
)
BLANK = " \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
LINE = f"[^{HIDDEN}]*[^{BLANK}{HIDDEN}][^{HIDDEN}]*"
TEXT = rf"[^\x00]*[^{BLANK}{HIDDEN}][^\x00]*"


def _seen(most: int, pattern: str = LINE) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > most or not re.fullmatch(pattern, text):
            raise ValueError(f"must have 1 to {most} characters that can be seen")
        return text

    return AfterValidator(check)


def _text(most: int, pattern: str = LINE) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": most, "pattern": f"^{pattern}$"}
    )


def _true_or_false(text: object) -> object:
    if text not in ("true", "false", False):
        raise ValueError("must be true or false")
    return text in ("true", True)


def numbers(text: str) -> list[int]:
    """Return the numbers of documents in a text with commas.

    Raises:
        ValueError: there are none, too many, or one is no number.
    """
    parts = text.split(",")
    if not 1 <= len(parts) <= MOST_DOCUMENTS or not all(NUMBER.fullmatch(one) for one in parts):
        raise ValueError(f"must be 1 to {MOST_DOCUMENTS} numbers with commas, as in 1,2")
    found = [int(one) for one in parts]
    if max(found) > LARGEST_ID:
        raise ValueError("must be numbers of documents")
    return found


def _are_numbers(text: str) -> str:
    numbers(text)
    return text


Client = Annotated[str, _seen(LONGEST_CLIENT), _text(LONGEST_CLIENT)]
OfClient = Annotated[
    Client, Query(description="The client; documents of the house are searched, too.")
]
ClientOrHouse = Annotated[
    Client | None, Query(description="The client that it is about; left out with house_wide=true.")
]
HouseWide = Annotated[
    bool,
    BeforeValidator(_true_or_false),
    Query(description="true: a document of the house, which is searched for every client."),
]
Name = Annotated[
    str,
    _seen(LONGEST_NAME),
    _text(LONGEST_NAME),
    Query(description="The name. The same name of this client again is the next version."),
]
Reason = Annotated[
    str, _seen(LONGEST_REASON, TEXT), _text(LONGEST_REASON, TEXT),
    Query(description="The reason, 1 to 500 characters."),
]  # fmt: skip
OfClassification = Annotated[
    Classification, Query(description="Who may read it: in rising strictness.")
]
OfTrust = Annotated[
    Trust, Query(description="The origin: the house (the bank), the client, or anybody else.")
]
Question = Annotated[
    str,
    _text(MOST_QUESTION, TEXT),
    Query(description="The question, or words: passages with any of its words are found."),
]
DocumentIds = Annotated[
    Annotated[str, AfterValidator(_are_numbers)] | None,
    WithJsonSchema({"type": "string", "pattern": r"^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,99}$"}),
    Query(description="Only these documents, as in 1,2; up to 100."),
]
Passages = Annotated[
    int,
    Field(ge=1, le=MOST_PASSAGES),
    BeforeValidator(a_number),
    Query(description=f"The most passages, up to {MOST_PASSAGES}; {USUAL_PASSAGES} by default."),
]
Version = Annotated[
    Id | None,
    Field(le=LARGEST_VERSION),
    Query(description="The version whose text is wanted; else the newest."),
]


def one_of(client_id: str | None, *, house_wide: bool) -> None:
    """Refuse a call that names neither a client nor the house, or both."""
    if (client_id is None) != house_wide:
        raise BadRequest(
            "Name the client, or send house_wide=true.", findings=[Finding("client_id", EITHER)]
        )
