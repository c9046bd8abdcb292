"""Role by route by object, generated from the router: what nobody ruled on, nobody may do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from bankagent.api.app import app
from bankagent.domain.api_key import ApiKey
from bankagent.domain.caller import OPERATE, READ, READ_ALL, WRITE
from bankagent.settings import Settings
from tests.support import exceptions, pairs, portfolios
from tests.support.api_client import calling
from tests.support.databases import Database
from tests.support.hostile.access_rules import (
    ANYBODY,
    COMPLIANCE,
    PUBLIC,
    REVIEWERS,
    RULES,
    Rule,
    routes,
)
from tests.support.people import Keyed, keyed_caller, keyed_reviewer, let_expire, revoke
from tests.support.worker import WorkerByHand

pytestmark = pytest.mark.expect_differences("a comparison of a test, which no facts make")

ROLES: dict[str, tuple[str, ...]] = {
    "maker": (WRITE, READ),
    "other": (WRITE, READ),
    "writer": (WRITE,),
    "reader": (READ,),
    "auditor": (READ_ALL,),
    "supervisor": (WRITE, READ_ALL),
    "operator": (OPERATE,),
}
MISSING = 2**40
OF_OBJECTS = {"{request_id}", "{document_id}", "{snapshot_id}", "{exception_id}", "{feed}"}
A_FEED = {
    "client_id": "CUST-1042",
    "request_type": "trade_exception",
    "payload": pairs.pair() | {"feed": {"name": "1", "row": 1, "rows": 1}},
}
ANSWERED = "neither 401 nor 403 nor 404"
MAKER, REVIEWER, OFFICER = "maker", "rita", "carl"
UNKNOWN = {"nobody", "forger", "basic", "expired", "revoked"}


@dataclass(frozen=True, slots=True)
class Service:
    """An API in production, callers and reviewers, and one request that waits for people."""

    client: httpx.AsyncClient
    keys: dict[str, dict[str, str]]
    request_id: int


@pytest.fixture
async def service(db: Database, hand: WorkerByHand) -> AsyncIterator[Service]:
    people: dict[str, Keyed] = {
        name: keyed_caller(db.url, name, *scopes) for name, scopes in ROLES.items()
    }
    people[REVIEWER] = keyed_reviewer(db.url, REVIEWER)
    people[OFFICER] = keyed_reviewer(db.url, OFFICER, "compliance")
    for name, end in (("expired", let_expire), ("revoked", revoke)):
        people[name] = keyed_caller(db.url, name, READ_ALL, WRITE)
        end(db.url, people[name])
    keys = {name: one.headers for name, one in people.items()}
    keys["nobody"] = {}
    keys["forger"] = {"Authorization": f"Bearer {ApiKey.new('caller').text}"}
    keys["basic"] = {"Authorization": "Basic YTpi"}
    settings = Settings(api_database_url=db.api_url, app_env="production")
    async with calling(settings) as client:
        made = await client.post("/requests", json=A_FEED, headers=keys["maker"])
        request_id = made.json()["request_id"]
        hand.process(request_id, **exceptions.broken())
        # All have the number 1, so that one number stands for each.
        kept = await client.post(
            "/portfolio-snapshots", json=portfolios.BODY, headers=keys["maker"]
        )
        assert kept.json()["portfolio_snapshot_id"] == request_id
        sent = keys["maker"] | {"Content-Type": "text/plain"}
        named = {"client_id": "CUST-1042", "name": "report"}
        added = await client.post("/documents", params=named, content="Text.", headers=sent)
        assert added.json()["document_id"] == request_id
        glass = {"role": "senior", "hours": 1, "reason": "A test."}
        gil = keyed_reviewer(db.url, "gil").headers
        asked = await client.post("/authorities/break-glass", json=glass, headers=gil)
        assert asked.json()["ask_id"] == request_id
        yield Service(client, keys, request_id)


def test_every_route_has_a_rule() -> None:
    assert routes(app) == set(RULES)


@pytest.mark.parametrize("route", RULES)
async def test_each_role_gets_what_the_rule_says_on_each_object(
    route: str, service: Service
) -> None:
    method, path = route.split()
    objects = {"theirs or not": service.request_id, "missing": MISSING}
    if not OF_OBJECTS & {*path.split("/")}:
        del objects["missing"]
    for role, key in service.keys.items():
        for name, request_id in objects.items():
            answer = await service.client.request(
                method,
                path.format(
                    request_id=request_id,
                    snapshot_id=request_id,
                    document_id=request_id,
                    exception_id=request_id,
                    feed=request_id,
                    waiver_id=request_id,
                    ask_id=request_id,
                    key="trade_review",
                    action="claim",
                    version=1,
                ),
                headers=key | {"Prefer": "wait=0"} | RULES[route].headers,
                json=RULES[route].json,
                params=RULES[route].query,
            )
            expected = rule_says(RULES[route], role, exists=name != "missing")
            got = answer.status_code if answer.status_code in {401, 403, 404} else ANSWERED
            assert got in expected, (role, name, answer.status_code, answer.text)
            assert answer.status_code < 500
            assert (answer.status_code == 401) == ("www-authenticate" in answer.headers)


def rule_says(rule: Rule, role: str, *, exists: bool) -> set[object]:
    """Return what may come out: the statuses of a refusal, or ANSWERED.

    An anonymous caller gets 401, one without the right 403, one without the object 404.
    """
    if rule.who == PUBLIC:
        return {ANSWERED}
    if role in UNKNOWN:
        return {401}
    if not may_use(rule, role):
        return {403}
    if is_hidden(rule, role):
        return {404}
    if exists:
        return {ANSWERED}
    # A bad body may be refused before the request is looked for.
    return {404} if rule.json is None else {404, ANSWERED}


def scopes_of(role: str) -> set[str]:
    scopes = set(ROLES.get(role, ()))
    return scopes | {READ} if READ_ALL in scopes else scopes


def may_use(rule: Rule, role: str) -> bool:
    """Whether the role may use the route, at least on requests of its own."""
    return uses_fully(rule, role) or rule.own in scopes_of(role)


def uses_fully(rule: Rule, role: str) -> bool:
    if rule.who == ANYBODY or (rule.reviewers and role in {REVIEWER, OFFICER}):
        return True
    if rule.who in (REVIEWERS, COMPLIANCE):
        return role == OFFICER or (role == REVIEWER and rule.who == REVIEWERS)
    return rule.who in scopes_of(role)


def is_hidden(rule: Rule, role: str) -> bool:
    """Whether the maker's request does not exist for this role on this route."""
    if role == MAKER:
        return False
    only_own = not uses_fully(rule, role)
    reads_all = READ_ALL in scopes_of(role) or (rule.reviewers and role in {REVIEWER, OFFICER})
    return rule.makers_alone or only_own or (rule.hides and not reads_all)
