"""What the OpenAPI document promises, tried with data made from it: good, and bad in one place.

CALLS=20000 in the environment makes it the long version.
"""

import json
import os
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from urllib3 import HTTPResponse

from bankagent.api.app import app
from tests.support.api_client import Run, plainly
from tests.support.databases import Database
from tests.support.hostile.operations import Operation, operations
from tests.support.hostile.prepared_api import NUMBERED, PLACES, Stage, staged
from tests.support.hostile.raw_calls import ask
from tests.support.hostile.written_rows import refusal_may_leave

CALLS = int(os.environ.get("CALLS", "100"))
GOOD, BAD = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# What only an answer of the service gives, and a time that must be over: where it is made up, it
# is refused.
GIVEN = {"cursor", "Last-Event-ID", "at"}
load_all_checks()
# The checks of schemathesis for single calls; test_access_rules.py tries that keys are needed.
CHECKED = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    )
]


class InThisProcess(HTTPAdapter):
    """Brings the calls of requests, which schemathesis makes, to the app of a stage."""

    def __init__(self, stage: Stage, run: Run) -> None:
        super().__init__()
        self.stage, self.run = stage, run

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        given = {**request.headers, "Prefer": "wait=0"}
        headers = [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()
        ]
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        answer = self.run(ask(self.stage.client, request.method, request.path_url, headers, body))
        raw = HTTPResponse(
            BytesIO(answer.body),
            headers=answer.headers,
            status=answer.status,
            version=11,
            preload_content=False,
        )
        return self.build_response(request, raw)


def promised() -> dict[str, Any]:
    """Return the document without its answer for all else, which would allow every status.

    Patterns go without planes that nobody types: hypothesis lists each character of a class, which
    made POST /requests:batch alone take minutes. What violates the rest of them, violates them.
    """
    text = json.dumps(app.openapi(), ensure_ascii=False)
    document = json.loads(text.replace("\ue000-\uf8ff", "").replace("\U000e0000-\U0010ffff", ""))
    for methods in document["paths"].values():
        for operation in methods.values():
            del operation["responses"]["default"]
            operation.pop("security", None)  # the stage sends the keys
    return document


@pytest.mark.timeout(max(300, CALLS))
@pytest.mark.expect_differences("comparisons of the stage, which no facts make")
def test_every_answer_is_one_that_the_document_promises(db: Database) -> None:
    document = promised()
    schema = schemathesis.openapi.from_dict(document)
    # A field that is too long may make the body too long first.
    schema.config.checks.negative_data_rejection.expected_statuses.append("413")
    with plainly(staged(db)) as (stage, run):
        for operation in operations(app):
            if operation.path in document["paths"]:
                try_it(stage, run, operation, schema[operation.path][operation.method], GOOD)
                with suppress(Unsatisfiable):  # where nothing that is sent could be bad
                    try_it(stage, run, operation, schema[operation.path][operation.method], BAD)


def try_it(
    stage: Stage, run: Run, operation: Operation, described: Any, mode: GenerationMode
) -> None:
    name, key = stage.key(operation)

    @given(case=described.as_strategy(generation_mode=mode))
    @settings(
        deadline=None,
        derandomize=True,
        database=None,
        max_examples=CALLS // 20,
        suppress_health_check=list(HealthCheck),
    )
    def is_as_promised(case: Any) -> None:
        request_id = run(stage.good(operation))
        if mode == GOOD and "{" in operation.path:
            given = {**dict.fromkeys(NUMBERED, request_id), **PLACES}
            case.path_parameters = {
                name: value for name, value in given.items() if f"{{{name}}}" in operation.path
            }
            case.body = stage.live(case.body, request_id)
        if mode == GOOD and ("query", "house_wide") in operation.parameters:
            case.query = about_one(case.query or {})
        case.headers = {**(case.headers or {}), name.decode(): key.decode()}
        with requests.Session() as session:
            session.mount("http://", InThisProcess(stage, run))
            answer = case.call_and_validate(
                base_url="http://localhost", session=session, checks=CHECKED
            )
        rows = stage.watched.written()
        if answer.status_code < 300 and rows:
            stage.used_up(request_id)
        else:
            assert refusal_may_leave(rows, answer.status_code)
        # What a body's fields mean, a schema cannot say: check digits, codes, places of a number.
        made_up = GIVEN & {*(case.query or ()), *case.headers}
        if mode == GOOD and not case.media_type and not made_up:
            assert answer.status_code not in {400, 422}, answer.content

    is_as_promised()


def about_one(query: dict[str, Any]) -> dict[str, Any]:
    """Return a query about a client or the house, of which a schema cannot ask for one."""
    if str(query.get("house_wide")).lower() == "true":
        return {name: value for name, value in query.items() if name != "client_id"}
    return {"client_id": "CUST-1042"} | query
