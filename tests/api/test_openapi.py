"""The document that callers build on."""

import json
import re
from html import escape
from typing import Any

import httpx
from pydantic import TypeAdapter

from bankagent import catalog
from bankagent.api.app import create_app
from bankagent.api.models.agent_answer import AgentAnswerView
from bankagent.api.models.agent_traces import AgentTraceView
from bankagent.api.models.audit import AuditTrail, EntryView
from bankagent.api.models.batches import BatchStored
from bankagent.api.models.common import Answer, Body
from bankagent.api.models.explanation import ExplanationView
from bankagent.api.models.health import Health
from bankagent.api.models.overview import RequestWithAudit
from bankagent.api.models.payloads import Replaced
from bankagent.api.models.problems import Problem
from bankagent.api.models.request_lists import RequestList
from bankagent.api.models.request_types import RequestTypeView
from bankagent.api.models.requests import Created, Waiting
from bankagent.api.models.suggestion import SuggestionView
from tests.support.databases import Database
from tests.support.hostile.access_rules import walk
from tests.support.payloads import TRADE
from tests.support.people import keyed_reviewer
from tests.support.sse import Event
from tests.support.verbs import to_people
from tests.support.worker import WorkerByHand

FOLLOW = "GET /requests/{request_id}/events"
DOCUMENT = create_app().openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}


def test_every_operation_says_what_it_is_and_what_may_come_out() -> None:
    assert set(OPERATIONS) == {
        "POST /requests",
        "POST /requests:batch",
        "GET /requests",
        "POST /requests/{request_id}/process",
        "GET /requests/{request_id}",
        "GET /requests/{request_id}/audit",
        "GET /requests/{request_id}/explanation",
        "GET /requests/{request_id}/agent-answer",
        "GET /requests/{request_id}/suggestion",
        "GET /requests/{request_id}/trace",
        "GET /requests/{request_id}/events",
        "PUT /requests/{request_id}/payload",
        "POST /requests/{request_id}/answers",
        "GET /approvals",
        "GET /approvals/{request_id}",
        "GET /votes",
        "POST /approvals/{request_id}/{action}",
        "POST /exceptions/{exception_id}/{action}",
        "POST /work:batch",
        "POST /requests/{request_id}/comments",
        "GET /requests/{request_id}/comments",
        "GET /authorities",
        "GET /authorities/asks",
        "POST /authorities/delegations",
        "POST /authorities/break-glass",
        "POST /authorities/asks/{ask_id}/confirm",
        "POST /authorities/asks/{ask_id}/review",
        "POST /requests/{request_id}/votes",
        "POST /requests/{request_id}/escalations",
        "POST /requests/{request_id}/cancel",
        "POST /requests/{request_id}/requeue",
        "POST /requests/{request_id}/findings",
        "POST /requests/{request_id}/waivers/{waiver_id}/confirm",
        "GET /requests/{request_id}/file",
        "GET /exceptions",
        "GET /exceptions/{exception_id}",
        "POST /exceptions/{exception_id}/moves",
        "POST /exceptions/{exception_id}/comments",
        "POST /exceptions/{exception_id}/labels",
        "POST /exceptions/{exception_id}/proposals",
        "POST /exceptions/{exception_id}/votes",
        "POST /exceptions/{exception_id}/reopen",
        "POST /exceptions/bulk",
        "GET /feeds",
        "GET /feeds/{feed}",
        "GET /policies",
        "GET /policies/{key}",
        "GET /policies/{key}/versions/{version}",
        "POST /policies/{key}/versions",
        "POST /policies/{key}/versions/{version}/activate",
        "POST /policies/{key}/versions/{version}/withdraw",
        "POST /portfolio-snapshots",
        "GET /portfolio-snapshots",
        "GET /portfolio-snapshots/{snapshot_id}",
        "POST /documents",
        "GET /documents",
        "GET /documents/search",
        "GET /documents/{document_id}",
        "DELETE /documents/{document_id}",
        "GET /request-types",
        "GET /reference",
        "GET /livez",
        "GET /readyz",
        "GET /metrics",
    }
    for name, operation in OPERATIONS.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        for status, answer in operation["responses"].items():
            good = {"GET /metrics": "text/plain", FOLLOW: "text/event-stream"}
            expected = (
                good.get(name, "application/json") if status < "300" else "application/problem+json"
            )
            no_body = status in {"204", "304"}
            assert list(answer.get("content", {})) == [expected][no_body:], (name, status)
            assert answer["description"] != "Successful Response", (name, status)
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert "HTTPValidationError" not in DOCUMENT["components"]["schemas"]


def test_the_statuses_of_a_route_are_listed() -> None:
    statuses = {name: sorted(o["responses"]) for name, o in OPERATIONS.items()}
    assert statuses["POST /requests"] == [
        "200", "201", "400", "401", "403", "409", "413", "415", "422", "503", "default",
    ]  # fmt: skip
    assert statuses["POST /requests/{request_id}/process"] == [
        "200", "202", "400", "401", "403", "404", "409", "503", "default",
    ]  # fmt: skip
    assert statuses["GET /requests/{request_id}"] == [
        "200", "304", "400", "401", "403", "404", "503", "default",
    ]  # fmt: skip


def test_every_operation_says_what_key_and_scopes_it_needs() -> None:
    assert DOCUMENT["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert OPERATIONS["POST /requests"]["security"] == [{"key": ["requests:write"]}]
    assert OPERATIONS["GET /requests/{request_id}"]["security"] == [{"key": ["requests:read"]}]
    assert OPERATIONS["POST /requests/{request_id}/cancel"]["security"] == [
        {"key": ["operate"]},
        {"key": ["requests:write"]},
    ]
    for name, operation in OPERATIONS.items():
        assert ("security" in operation) == (operation["tags"] != ["health"]), name
        if "security" in operation:
            # Whoever is known may ask what there is to ask; all else needs a scope or a role.
            for_all = operation["tags"] in (["request types"], ["metrics"])
            needed = {"401"} if for_all else {"401", "403"}
            assert needed <= set(operation["responses"]), name


def test_the_headers_of_every_call_are_on_every_operation_and_every_answer() -> None:
    names = ["X-Request-Id", "traceparent"]
    for name, operation in OPERATIONS.items():
        referred = [one["$ref"] for one in operation["parameters"] if "$ref" in one]
        assert referred == [f"#/components/parameters/{header}" for header in names], name
        for answer in operation["responses"].values():
            for header in names:
                assert answer["headers"][header] == {"$ref": f"#/components/headers/{header}"}
    for kind in ("parameters", "headers"):
        assert sorted(DOCUMENT["components"][kind]) == names


def test_every_reference_leads_somewhere() -> None:
    for name in set(re.findall(r"#/components/schemas/(\w+)", str(DOCUMENT))):
        assert name in DOCUMENT["components"]["schemas"]


async def test_the_examples_of_all_bodies_are_accepted(
    api: httpx.AsyncClient, hand: WorkerByHand, db: Database
) -> None:
    made = [await api.post("/requests", json=known) for known in bodies("POST /requests")]
    assert [answer.status_code for answer in made] == [201] * len(catalog.TYPES)
    for known in bodies("POST /requests:batch"):
        assert (await api.post("/requests:batch", json=known)).status_code == 201
    corrections = bodies("PUT /requests/{request_id}/payload")
    for answer, known in zip(made, corrections, strict=True):  # both have one for each type
        request_id = answer.json()["request_id"]
        while request_id not in hand.held:
            assert hand.claim()
        hand.settle(request_id, **to_people("needs_info"))
        corrected = await api.put(f"/requests/{request_id}/payload", json=known)
        assert corrected.status_code == 200
    anna = keyed_reviewer(db.url, "anna").headers
    for known in bodies("POST /requests/{request_id}/votes"):  # of another digest
        answer = await api.post("/requests/1/votes", json=known, headers=anna)
        assert answer.status_code == 409
    for known in bodies("POST /requests/{request_id}/escalations"):
        answer = await api.post("/requests/1/escalations", json=known, headers=anna)
        assert answer.status_code == 409


def bodies(operation: str) -> list[Any]:
    content = OPERATIONS[operation]["requestBody"]["content"]["application/json"]
    return [example["value"] for example in content["examples"].values()]


async def test_the_answers_are_what_the_document_says(
    api: httpx.AsyncClient, hand: WorkerByHand
) -> None:
    now = {"Prefer": "wait=0"}
    for model, answer in (
        (Created, await api.post("/requests", json=TRADE)),
        (Waiting, await api.post("/requests/1/process", headers=now)),
        (RequestWithAudit, await api.get("/requests/1")),
        (AuditTrail, await api.get("/requests/1/audit")),
        (ExplanationView, await api.get("/requests/1/explanation")),
        (AgentTraceView, await api.get("/requests/1/trace")),
        (AgentAnswerView, await api.get("/requests/1/agent-answer")),
        (SuggestionView, await api.get("/requests/1/suggestion")),
        (Problem, await api.get("/requests/2")),
        (Health, await api.get("/livez")),
        (RequestList, await api.get("/requests")),
        (BatchStored, await api.post("/requests:batch", json={"requests": [TRADE]})),
    ):
        parsed = TypeAdapter(model).validate_json(answer.content)
        assert parsed.model_dump(exclude_unset=True).keys() == model.model_fields.keys()
    hand.process(1, **to_people("needs_info"))
    better = {"payload": TRADE["payload"]}
    replaced = (await api.put("/requests/1/payload", json=better)).json()
    assert replaced.keys() == Replaced.model_fields.keys()


def test_the_examples_are_answers_that_could_be() -> None:
    seen = 0
    for route in walk(create_app().routes):
        for status, given in getattr(route, "responses", {}).items():
            example = given.get("content", {}).get("application/json", {}).get("example")
            if example is None:
                continue
            model = given.get("model", route.response_model)
            made = TypeAdapter(model).validate_json(json.dumps(example))
            assert made.model_dump(exclude_unset=True) == example, (route.path, status)
            (method,) = route.methods
            (content,) = OPERATIONS[f"{method} {route.path}"]["responses"][str(status)][
                "content"
            ].values()
            assert content["example"] == example, (route.path, status)
            seen += 1
    assert seen > 20


def test_each_model_has_an_example_of_itself() -> None:
    answers = [model for model in inheritors(Answer) if model is not RequestTypeView]
    for model in answers:
        made = model.model_validate_json(json.dumps(model.EXAMPLE))
        assert made.model_dump(exclude_unset=True) == model.EXAMPLE, model
    bodies = [model for model in inheritors(Body) if "EXAMPLES" in vars(model)]
    for model in bodies:
        for example in model.EXAMPLES.values():
            model.model_validate_json(json.dumps(example["value"]), strict=True)
    assert (len(answers), len(bodies)) > (20, 3)


def inheritors(model: Any) -> list[Any]:
    return [one for sub in model.__subclasses__() for one in [sub, *inheritors(sub)]]


def test_the_example_of_an_event_is_one_that_could_be() -> None:
    answer = OPERATIONS["GET /requests/{request_id}/events"]["responses"]["200"]
    (text,) = (content["example"] for content in answer["content"].values())
    event = Event.of(text.removesuffix("\n\n"))
    assert (event.id, event.name, event.data) == (2, "processed", EntryView.EXAMPLE)
    assert EntryView.model_validate_json(json.dumps(event.data)).id == event.id


async def test_the_docs_page_needs_nothing_from_elsewhere(api: httpx.AsyncClient) -> None:
    answer = await api.get("/docs")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert set(re.findall(r"(?:src|href)=(\S+?)>", answer.text)) == {"openapi.json"}
    for name, operation in OPERATIONS.items():
        method, path = name.split()
        assert f"<code>{method} {path}</code>" in answer.text
        assert escape(operation["summary"]) in answer.text
    assert "required: the ticker" in answer.text
    assert (await api.get("/openapi.json")).json() == DOCUMENT
