"""The API with the pages in one app: each answers as it does alone."""

import logging

import pytest

from bankagent.api.app import create_app as create_api
from bankagent.asgi import create_app
from tests.support.databases import Database
from tests.support.pages import Browser, browser, visiting
from tests.support.people import keyed_caller


def test_the_api_is_described_as_without_the_pages() -> None:
    assert create_app().openapi() == create_api().openapi()


async def test_the_api_answers_beside_the_pages(stranger: Browser) -> None:
    assert (await stranger.client.get("/livez")).json() == {"status": "alive"}
    missing = await stranger.client.get("/nothing")
    assert missing.headers["content-type"] == "application/problem+json"
    bare = await stranger.client.get("/ui")
    assert (bare.status_code, bare.headers["location"]) == (307, "/ui/")


async def test_a_page_has_a_line_in_the_access_log_by_its_route(
    annas: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = await annas.get("/requests/17?voted=3")
    lines = [one for one in caplog.records if one.message == "call"]
    assert [(one.route, one.status) for one in lines] == [("/ui/requests/{request_id:number}", 404)]
    assert answer.headers["x-request-id"]


async def test_in_production_the_api_description_opens_after_a_login_with_a_callers_key(
    db: Database,
) -> None:
    caller = keyed_caller(db.url, "desk-7")
    async with (
        visiting(db.api_url, app_env="production", base_url="https://bank.example") as site,
        browser(site) as one,
    ):
        assert (await one.client.get("/docs")).status_code == 401
        assert (await one.get("/api")).status_code == 303
        await one.log_in(caller)
        described = await one.get("/api")
        assert described.status_code == 200
        assert "POST /requests" in described.text
        assert "https://bank.example/requests" in described.text
        assert "script" not in described.headers["content-security-policy"]
