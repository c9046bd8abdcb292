"""What callers say in the query: no parameter that a route does not list, and each at most once."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from bankagent import catalog
from bankagent.api.http.auth import Anybody, TheReader
from bankagent.api.http.ids import a_number
from bankagent.domain import findings
from bankagent.domain.request import Filters
from bankagent.domain.request_status import Status
from bankagent.errors import MOST_FINDINGS, BadRequest, Finding, UnknownParameter
from bankagent.request_types.fields import Instant

MOST = 200
USUAL = 50
LONGEST_CLIENT = 64


async def only_known_parameters(request: Request, _: Anybody) -> None:
    """Refuse a query parameter that the OpenAPI document does not list for this route.

    A filter with a slip in its name would otherwise be none, and show too much.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    if not given:
        return
    methods: dict[str, Any] = request.app.openapi()["paths"].get(request.scope["route"].path, {})
    listed = methods.get(request.method.lower(), {}).get("parameters", [])
    # Those that all calls share are headers, and stand there as references.
    known = [one["name"] for one in listed if one.get("in") == "query"]
    wrong = {
        name: "must be there at most once" if name in known else "is not a parameter here"
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
        raise ValueError(f"must have 1 to {LONGEST_CLIENT} characters, NUL not among them")
    return client_id


Limit = Annotated[
    int,
    Field(ge=1, le=MOST),
    BeforeValidator(a_number),
    Query(description=f"How many to return at most: {USUAL} when not said."),
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


async def the_filters(
    caller: TheReader,
    status: Annotated[Status | None, Query(description="Only those at this status.")] = None,
    request_type: Annotated[TypeFilter | None, Query(description="Only this type.")] = None,
    client_id: Annotated[ClientFilter | None, Query(description="Only this client's.")] = None,
    created_after: Annotated[
        Instant | None,
        Query(
            description="Only those made at this time or later: RFC 3339 with an offset, as in "
            "2026-11-24T09:30:00Z; write a + as %2B."
        ),
    ] = None,
    created_before: Annotated[
        Instant | None, Query(description="Only those made before this time.")
    ] = None,
) -> Filters:
    """Return which requests the caller asks for, among those that it may see."""
    return Filters(
        maker=caller.sees,
        status=status,
        request_type=request_type,
        client_id=client_id,
        created_after=created_after,
        created_before=created_before,
    )


TheFilters = Annotated[Filters, Depends(the_filters)]
