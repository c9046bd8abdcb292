"""Build the API description (OpenAPI): of all routes, and of what they have in common."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

DESCRIPTION = """\
Requests of an investment bank, decided by policy, with evidence for each step.

Make a request, then ask for its result. Numbers in JSON keep their exact decimal value. Every
error is a problem (RFC 9457) that says what to do next and never repeats what was sent. A 503 says
when to try again; a request that was answered with 201 is stored, whatever happens after it.

Send your key with each call: `Authorization: Bearer bak_caller_…`. A caller sees its own requests;
other requests do not exist for it. In development the service's own machine needs no key.

Each answer, errors included, has the id of the call (`X-Request-Id`) and its trace (`traceparent`):
an operator finds both in the log. You may send your own.
"""

# Headers of every operation and every answer: api/http/access_log.py reads and writes them.
COMMON_HEADERS: dict[str, Any] = {
    "X-Request-Id": "The id of this call in the service's log: the caller's, if it is 8 to 64 "
    "letters, digits, dots, dashes and underscores; else a new one.",
    "traceparent": "W3C Trace Context. The caller's trace is continued, through the queue and into "
    "the audit trail; without one, or with a malformed one, a new trace begins.",
}


def of(app: FastAPI) -> dict[str, Any]:
    """Return the app's API description; it is built once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
        )
        _show_examples_whole(made, app.routes)
        for operation in _operations(made):
            _mend(operation)
        _add_common_headers(made)
        app.openapi_schema = made
    return app.openapi_schema


def _show_examples_whole(made: dict[str, Any], routes: Iterable[Any]) -> None:
    # FastAPI leaves out null from examples, where it is a value: put the examples back as given.
    for route in routes:
        if inner := getattr(route, "original_router", None):
            _show_examples_whole(made, inner.routes)
        elif getattr(route, "include_in_schema", False):  # a mounted app has none
            for method in route.methods:
                shown = made["paths"][route.path][method.lower()]["responses"]
                for status, given in route.responses.items():
                    for kind, content in given.get("content", {}).items():
                        shown[str(status)]["content"][kind] |= content


def _mend(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        _never_null(parameter["schema"])
    # FastAPI adds the key without a scope to the scopes that a route names itself.
    named = [one for one in operation.get("security", ()) if one != {"key": []}]
    if named:
        operation["security"] = named
    for status, answer in operation["responses"].items():
        if status == "default" or int(status) >= HTTPStatus.BAD_REQUEST:
            # FastAPI puts the schema under the media type of the route's good answers.
            parts = answer["content"].values()
            problem = {name: value for part in parts for name, value in part.items()}
            answer["content"] = {"application/problem+json": problem}


def _never_null(schema: dict[str, Any]) -> None:
    # A parameter that is None here was not sent: no text of a URL or header is null.
    others = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
    schema.update(others[0] if len(others) == 1 else {"anyOf": others} if others else {})


def _add_common_headers(made: dict[str, Any]) -> None:
    parts = made["components"]
    for name, text in COMMON_HEADERS.items():
        described = {"description": text, "schema": {"type": "string"}}
        parts.setdefault("headers", {})[name] = described
        parts.setdefault("parameters", {})[name] = {"name": name, "in": "header", **described}
    for operation in _operations(made):
        taken = [{"$ref": f"#/components/parameters/{name}"} for name in COMMON_HEADERS]
        operation.setdefault("parameters", []).extend(taken)
        for answer in operation["responses"].values():
            given = {name: {"$ref": f"#/components/headers/{name}"} for name in COMMON_HEADERS}
            answer.setdefault("headers", {}).update(given)


def _operations(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in made["paths"].values() for operation in methods.values()]
