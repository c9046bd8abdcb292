"""Query parameters: only those that a route lists, each at most once; filters of lists."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bankagent import catalog
from bankagent.api.http.auth import Authenticated, TheReaderOrReviewer
from bankagent.api.http.ids import a_number
from bankagent.domain import findings
from bankagent.domain.caller import Reviewer
from bankagent.domain.request import Filters
from bankagent.domain.request_status import Status
from bankagent.errors import MOST_FINDINGS, BadRequest, Finding, UnknownParameter
from bankagent.request_types.fields import AnyInstant

MOST = 200
USUAL = 50
LONGEST_CLIENT = 64


async def refuse_unknown_parameters(request: Request, _: Authenticated) -> None:
    """Refuse a query parameter that the API description does not list for this route.

    Otherwise a filter with a typing error in its name would be ignored, and show too much.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    if not given:
        return
    methods: dict[str, Any] = request.app.openapi()["paths"].get(request.scope["route"].path, {})
    listed = methods.get(request.method.lower(), {}).get("parameters", [])
    # The parameters that all calls share are headers, listed as references.
    known = [one["name"] for one in listed if one.get("in") == "query"]
    wrong = {
        name: "must be sent at most once" if name in known else "is not a parameter here"
        for name in given
        if name not in known or given.count(name) > 1
    }
    if wrong:
        takes = f"takes {', '.join(known)}, each once" if known else "takes no parameters"
        found = [Finding(findings.path([name]), expected) for name, expected in wrong.items()]
        raise UnknownParameter(f"This route {takes}.", findings=found[:MOST_FINDINGS])


def _a_type(name: str) -> str:
    try:
        return catalog.request_type(name).name
    except BadRequest as wrong:
        raise ValueError(wrong.findings[0].expected) from None


def _a_client(client_id: str) -> str:
    if not 1 <= len(client_id) <= LONGEST_CLIENT or "\x00" in client_id:
        raise ValueError(f"must have 1 to {LONGEST_CLIENT} characters, without NUL")
    return client_id


Limit = Annotated[
    int,
    Field(ge=1, le=MOST),
    BeforeValidator(a_number),
    Query(description=f"The most to return, {USUAL} by default."),
]
TypeFilter = Annotated[
    str,
    AfterValidator(_a_type),
    WithJsonSchema({"type": "string", "enum": [known.name for known in catalog.TYPES]}),
]
ClientFilter = Annotated[
    str,
    AfterValidator(_a_client),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_CLIENT,
            "pattern": r"^[^\x00]+$",
        }
    ),
]


async def list_filters(
    reader: TheReaderOrReviewer,
    status: Annotated[Status | None, Query(description="Only requests at this status.")] = None,
    request_type: Annotated[
        TypeFilter | None, Query(description="Only requests of this type.")
    ] = None,
    client_id: Annotated[
        ClientFilter | None, Query(description="Only requests about this client.")
    ] = None,
    created_after: Annotated[
        AnyInstant | None,
        Query(
            description="Only requests made at this time or later: RFC 3339 with an offset, as in "
            "2026-11-24T09:30:00Z; write a + as %2B."
        ),
    ] = None,
    created_before: Annotated[
        AnyInstant | None, Query(description="Only requests made before this time.")
    ] = None,
) -> Filters:
    """Return the filters of a list, with the maker where the caller sees only its own requests."""
    return Filters(
        maker=reader.sees,
        reviewer=reader.name if isinstance(reader, Reviewer) else None,
        status=status,
        request_type=request_type,
        client_id=client_id,
        created_after=created_after,
        created_before=created_before,
    )


TheFilters = Annotated[Filters, Depends(list_filters)]
