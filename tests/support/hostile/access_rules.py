"""Every route of the app with its rule: who may use it. A route without a rule is an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI

from bankagent.domain.caller import OPERATE, READ, READ_ALL, WRITE
from tests.support import portfolios
from tests.support.payloads import TRADE

PUBLIC, ANYBODY, REVIEWERS = "public", "anybody known", "reviewers"
COMPLIANCE = "reviewers with the role compliance"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use a route: everybody, whoever is known, reviewers, or callers with this scope.

    `hides`: another caller's request does not exist there, but for who reads everybody's;
    `makers_alone`: not even for those. `own`: the scope that is enough for what a caller made;
    what others made does not exist for it. `json`: a body that gets past the parser, or does not,
    where that is enough to see that the door was open. `reviewers`: they may use it too.
    """

    who: str
    hides: bool = False
    makers_alone: bool = False
    reviewers: bool = False
    own: str | None = None
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


# A number that is of no event: whoever gets as far as to be told so could have followed for ever.
NO_EVENT = {"Last-Event-ID": "999999999"}

RULES = {
    "POST /requests": Rule(WRITE, json=TRADE),
    "POST /requests:batch": Rule(WRITE, json={"requests": [TRADE]}),
    "GET /requests": Rule(READ, reviewers=True),
    "POST /requests/{request_id}/process": Rule(WRITE, hides=True),
    "GET /requests/{request_id}": Rule(READ, hides=True, reviewers=True),
    "GET /requests/{request_id}/audit": Rule(READ, hides=True, reviewers=True),
    "GET /requests/{request_id}/explanation": Rule(READ, hides=True, reviewers=True),
    "GET /requests/{request_id}/agent-answer": Rule(READ, hides=True, reviewers=True),
    "GET /requests/{request_id}/suggestion": Rule(READ_ALL, hides=True, reviewers=True),
    "GET /requests/{request_id}/trace": Rule(READ_ALL, hides=True, reviewers=True),
    "GET /requests/{request_id}/events": Rule(READ, hides=True, headers=NO_EVENT),
    "PUT /requests/{request_id}/payload": Rule(
        WRITE, makers_alone=True, json={"payload": TRADE["payload"]}
    ),
    "POST /requests/{request_id}/answers": Rule(
        WRITE, makers_alone=True, json={"payload": TRADE["payload"]}
    ),
    "POST /requests/{request_id}/cancel": Rule(OPERATE, own=WRITE),
    "POST /requests/{request_id}/requeue": Rule(OPERATE),
    "GET /approvals": Rule(REVIEWERS),
    "GET /approvals/{request_id}": Rule(REVIEWERS),
    "GET /votes": Rule(REVIEWERS),
    "POST /approvals/{request_id}/{action}": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/{action}": Rule(REVIEWERS, json={}),
    "POST /work:batch": Rule(REVIEWERS, json={}),
    "POST /requests/{request_id}/comments": Rule(REVIEWERS, json={}),
    "GET /requests/{request_id}/comments": Rule(REVIEWERS),
    "GET /authorities": Rule(REVIEWERS),
    "GET /authorities/asks": Rule(REVIEWERS),
    "POST /authorities/delegations": Rule(REVIEWERS, json={}),
    "POST /authorities/break-glass": Rule(REVIEWERS, json={}),
    "POST /authorities/asks/{ask_id}/confirm": Rule(REVIEWERS, json={}),
    "POST /authorities/asks/{ask_id}/review": Rule(REVIEWERS, json={}),
    "POST /requests/{request_id}/votes": Rule(REVIEWERS, json={}),
    "POST /requests/{request_id}/escalations": Rule(REVIEWERS, json={}),
    "POST /requests/{request_id}/findings": Rule(REVIEWERS, json={}),
    "POST /requests/{request_id}/waivers/{waiver_id}/confirm": Rule(REVIEWERS, json={}),
    "GET /requests/{request_id}/file": Rule(REVIEWERS),
    "GET /exceptions": Rule(REVIEWERS),
    "GET /exceptions/{exception_id}": Rule(REVIEWERS),
    "POST /exceptions/{exception_id}/moves": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/comments": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/labels": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/proposals": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/votes": Rule(REVIEWERS, json={}),
    "POST /exceptions/{exception_id}/reopen": Rule(REVIEWERS, json={}),
    "POST /exceptions/bulk": Rule(REVIEWERS, json={}),
    "GET /feeds": Rule(READ, reviewers=True),
    "GET /feeds/{feed}": Rule(READ, hides=True, reviewers=True),
    "GET /policies": Rule(REVIEWERS),
    "GET /policies/{key}": Rule(REVIEWERS),
    "GET /policies/{key}/versions/{version}": Rule(REVIEWERS),
    "POST /policies/{key}/versions": Rule(COMPLIANCE, json={}),
    "POST /policies/{key}/versions/{version}/activate": Rule(COMPLIANCE, json={}),
    "POST /policies/{key}/versions/{version}/withdraw": Rule(COMPLIANCE, json={}),
    "POST /portfolio-snapshots": Rule(WRITE, json=portfolios.BODY),
    "GET /portfolio-snapshots": Rule(READ),
    "GET /portfolio-snapshots/{snapshot_id}": Rule(READ, hides=True),
    "POST /documents": Rule(WRITE),
    "GET /documents": Rule(READ, reviewers=True),
    "GET /documents/search": Rule(READ, reviewers=True),
    "GET /documents/{document_id}": Rule(READ, hides=True, reviewers=True),
    "DELETE /documents/{document_id}": Rule(OPERATE, own=WRITE, query={"reason": "why"}),
    "GET /request-types": Rule(ANYBODY),
    "GET /reference": Rule(READ, reviewers=True),
    "GET /livez": Rule(PUBLIC),
    "GET /readyz": Rule(PUBLIC),
    "GET /metrics": Rule(ANYBODY),
    "GET /docs": Rule(ANYBODY),
    "GET /openapi.json": Rule(ANYBODY),
}


def routes(app: FastAPI) -> set[str]:
    """Return all routes of the app, hidden ones too, as `METHOD path`."""
    return {f"{method} {route.path}" for route in walk(app.routes) for method in route.methods}


def walk(found: Any) -> Iterator[Any]:
    """Yield each route, those of included routers too."""
    for route in found:
        if inner := getattr(route, "original_router", None):
            yield from walk(inner.routes)
        else:
            yield route
