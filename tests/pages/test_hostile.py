"""Hostile values in every address and form of the pages: refused in words, and never 500."""

from collections.abc import Iterator

import pytest

from bankagent.pages.app import PAGES
from tests.support import exceptions
from tests.support.databases import Database
from tests.support.pages import Browser, browser
from tests.support.people import keyed_caller
from tests.support.rows import Conn, connect

pytestmark = pytest.mark.expect_differences("a comparison of a test, which no facts make")

VALUES = (
    "",
    " ",
    "0",
    "-1",
    "²",
    "٣",
    "9" * 19,
    "9" * 400,
    "1e400",
    "NaN",
    "Infinity",
    "\x00",
    "\ud7ff\uffff",
    "'; drop table bankagent.votes; --",
    "%00%ff",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "../../../../etc/passwd",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "open",
    "queue:trade_review",
    "\u202e" * 100,
)
QUERY = (
    "list", "type", "client", "asks", "at_least", "after", "before", "state", "owner", "code",
    "label", "request", "actor", "action", "since", "until", "voted", "done", "id", "status",
    "ended", "next",
)  # fmt: skip
TAKEN = {
    "/work": ("list", "type", "client", "asks", "at_least", "after"),
    "/exceptions": ("state", "owner", "code", "asks", "label", "before"),
    "/requests": ("id", "client", "type", "status", "before"),
    "/audit": ("request", "client", "actor", "action", "since", "until", "before"),
}
FIELDS = (
    "verdict", "reason", "digest", "to_state", "assignee", "id", "visibility", "text", "proposed",
    "amount", "currency", "ours:quantity", "theirs:", "proposal_id", "label", "remove", "what",
    "request_type", "error", "key", "next",
)  # fmt: skip


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with connect(db.url) as conn:
        yield conn


def path_of(path: str) -> str:
    for name in ("request_id", "exception_id", "entry_id", "version"):
        path = path.replace(f"{{{name}:int}}", "1")
    return path.replace("{key}", "trade_review").replace("{name:path}", "ui.css")


async def test_no_value_in_an_address_or_a_form_is_answered_with_500(
    bens: Browser, site: object, db: Database, dba: Conn
) -> None:
    exceptions.opened(dba)
    wrong = []
    async with browser(site) as operator:
        await operator.log_in(keyed_caller(db.url, "ops", "operate", "requests:read_all"))
        for page in PAGES:
            if page.rule in {"live", "logout", "csp_report"}:
                continue
            one = operator if page.rule.startswith(("queues", "failures", "audit")) else bens
            for value in VALUES:
                if page.method == "GET":
                    asked = {"params": dict.fromkeys(QUERY, value)}
                    answer = await one.client.get(f"/ui{path_of(page.path)}", **asked)
                else:
                    answer = await one.send(path_of(page.path), dict.fromkeys(FIELDS, value))
                if answer.status_code >= 500:
                    wrong.append((page.method, page.path, value[:40], answer.status_code))
    assert wrong == []


async def test_no_single_parameter_is_answered_with_500(annas: Browser) -> None:
    wrong = []
    for path, names in TAKEN.items():
        for name in names:
            for value in VALUES:
                answer = await annas.client.get(f"/ui{path}", params={name: value})
                if answer.status_code >= 500:
                    wrong.append((path, name, value[:40], answer.status_code))
    assert wrong == []
