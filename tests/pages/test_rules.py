"""Role by page by action, generated from the rules of access; a page without a rule fails."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from bankagent.pages.access import (
    AUDITOR,
    CALLER,
    COMPLIANCE,
    HOLDER,
    OPERATOR,
    PUBLIC,
    REVIEWER,
    RULES,
)
from bankagent.pages.app import PAGES
from bankagent.pages.visit import Page
from tests.support import exceptions
from tests.support.databases import Database
from tests.support.pages import Browser, browser
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import connect

pytestmark = pytest.mark.expect_differences("a comparison of a test, which no facts make")

# Roles by the holder that has them; what else a holder may see is not asked here.
HOLDERS = {
    "rita": {REVIEWER},
    "carl": {REVIEWER, COMPLIANCE},
    "ops": {OPERATOR},
    "audit": {AUDITOR, CALLER},  # who reads all reads its own, too
    "maker": {CALLER},
    "writer": set(),
}
NUMBERS = {"request_id:int": 1, "exception_id:int": 1, "entry_id:int": 1, "version:int": 1}


@pytest.fixture
async def browsers(site: object, db: Database) -> AsyncIterator[dict[str, Browser]]:
    """A browser of each holder, and of a stranger."""
    with connect(db.url) as conn:
        keyed_caller(db.url, "maker", "requests:read")
        assert exceptions.opened(conn, actor="maker") == 1
    keys = {
        "rita": keyed_reviewer(db.url, "rita"),
        "carl": keyed_reviewer(db.url, "carl", "compliance"),
        "ops": keyed_caller(db.url, "ops", "operate"),
        "audit": keyed_caller(db.url, "audit", "requests:read_all"),
        "maker": keyed_caller(db.url, "maker", "requests:read"),
        "writer": keyed_caller(db.url, "writer", "requests:write"),
    }
    async with AsyncExitStack() as stack:
        found = {"stranger": await stack.enter_async_context(browser(site))}
        for name, keyed in keys.items():
            found[name] = await stack.enter_async_context(browser(site))
            await found[name].log_in(keyed)
        yield found


def path_of(page: Page) -> str:
    path = page.path.replace("{key}", "trade_review").replace("{name:path}", "ui.css")
    path = path.replace("{dataset}", "fx_rates")
    for name, number in NUMBERS.items():
        path = path.replace(f"{{{name}}}", str(number))
    return path


def name_of(page: Page) -> str:
    return f"{page.method} {page.path}"


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    assert {page.rule for page in PAGES} == set(RULES)


def test_no_page_is_served_twice() -> None:
    names = [name_of(page) for page in PAGES]
    assert len(names) == len(set(names))


def test_an_auditor_acts_on_nothing_and_a_caller_sees_its_requests_alone() -> None:
    acts = {page.rule for page in PAGES if page.method == "POST"} - {
        "csp_report",
        "login",
        "logout",
    }
    assert not [rule for rule in acts if AUDITOR in RULES[rule] or CALLER in RULES[rule]]
    assert not [rule for rule in acts if rule.endswith((".see", ".export"))]
    assert {rule for rule, roles in RULES.items() if CALLER in roles} == {
        "requests.see",
        "request.see",
    }


async def test_each_role_gets_what_the_rule_says_of_each_page(browsers: dict[str, Browser]) -> None:
    wrong = []
    # The logout comes last, since it ends the session.
    for page in sorted(PAGES, key=lambda one: one.rule == "logout"):
        for holder, one in browsers.items():
            if page.rule == "live" and holder != "stranger":
                continue  # a stream that does not end: the tests in a browser follow it
            ask = one.get if page.method == "GET" else one.send
            answer = await ask(path_of(page))
            if not is_as_the_rule_says(page, holder, answer):
                wrong.append((name_of(page), holder, answer.status_code))
    assert wrong == []


def is_as_the_rule_says(page: Page, holder: str, answer: httpx.Response) -> bool:
    roles, allowed, got = HOLDERS.get(holder), RULES[page.rule], answer.status_code
    if page.rule == "live":
        return got == 200 and answer.text.startswith("event: ended")
    if PUBLIC not in allowed and roles is None:
        return got == 303 and "/ui/login" in answer.headers["location"]
    if PUBLIC not in allowed and not allowed & {*(roles or ()), HOLDER}:
        return got == 403
    if page.rule == "home" and holder == "writer":
        return got == 403  # no page is for it, which the page says
    return got in {200, 303} if page.method == "GET" else got not in {403, 500}


async def test_a_caller_reads_its_own_requests_and_finds_no_others(
    browsers: dict[str, Browser], db: Database
) -> None:
    with connect(db.url) as conn:
        (other,) = exceptions.settled(conn, exceptions.broken(pair=exceptions.pair(2)))
    assert (await browsers["maker"].get("/requests/1")).status_code == 200
    hidden = await browsers["maker"].get(f"/requests/{other}")
    missing = await browsers["maker"].get("/requests/999999")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    listed = (await browsers["maker"].get("/requests")).text
    assert 'href="/ui/requests/1"' in listed
    assert f'href="/ui/requests/{other}"' not in listed
    assert "Your vote" not in (await browsers["maker"].get("/requests/1")).text


@pytest.mark.parametrize("path", ["/nothing", "/requests/x", "/requests/99999999999999999999"])
async def test_a_page_that_does_not_exist_says_so_in_words(annas: Browser, path: str) -> None:
    answer = await annas.get(path)
    assert answer.status_code == 404
    assert "Not found" in answer.text
