"""Limits of the login: they slow guesses, and never lock the holder of a right key out."""

import json
import logging

import httpx
import pytest

from bankagent.domain.api_key import ApiKey
from bankagent.logs.line import LineFormatter
from bankagent.pages.attempts import MOST_OF_ADDRESS, WINDOW_S, LoginAttempts
from tests.support.pages import OWN, Browser
from tests.support.people import Keyed


async def failed(browser: Browser, text: str) -> httpx.Response:
    answer = await browser.client.post("/ui/login", data={"key": text}, headers=OWN)
    assert answer.status_code in {401, 429}
    return answer


def guess(anna: Keyed) -> str:
    """Return a key with anna's id, which is public, and another secret."""
    other = ApiKey.new("reviewer")
    return ApiKey("reviewer", anna.key.id, other.secret).text


async def test_nobody_locks_a_reviewer_out_with_the_public_part_of_her_key(
    stranger: Browser, anna: Keyed
) -> None:
    for _ in range(MOST_OF_ADDRESS + 3):
        answer = await failed(stranger, guess(anna))
    assert answer.status_code == 429
    assert "Too many logins have failed" in answer.text
    assert answer.headers["retry-after"]
    right = await stranger.client.post("/ui/login", data={"key": anna.key.text}, headers=OWN)
    assert (right.status_code, right.headers["location"]) == (303, "/ui/")


def test_failures_are_forgotten_after_five_minutes() -> None:
    now = [0.0]
    attempts = LoginAttempts(lambda: now[0])
    for _ in range(MOST_OF_ADDRESS):
        assert attempts.wait_min("10.0.0.1") == 0
        attempts.failed("10.0.0.1")
    assert attempts.wait_min("10.0.0.1") == 5
    assert attempts.wait_min("10.0.0.2") == 0
    now[0] = WINDOW_S + 1
    assert attempts.wait_min("10.0.0.1") == 0


async def test_each_login_and_each_failure_is_a_line_in_the_log(
    stranger: Browser, anna: Keyed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await failed(stranger, guess(anna))
    await failed(stranger, "no key\nat all")
    await stranger.log_in(anna)
    lines = [one for one in caplog.records if one.name == "bankagent.pages.login"]
    said = [(one.message, one.levelname, one.key_id, one.address) for one in lines]
    assert said == [
        ("a login failed", "WARNING", anna.key.id, "127.0.0.1"),
        ("a login failed", "WARNING", None, "127.0.0.1"),
        ("a login", "INFO", anna.key.id, "127.0.0.1"),
    ]
    written = [json.loads(LineFormatter("json").format(one)) for one in lines]
    assert [one.get("key_id") for one in written] == [anna.key.id, None, anna.key.id]
    assert {one["address"] for one in written} == {"127.0.0.1"}
    assert written[-1]["caller"] == "anna"
    assert "no key" not in caplog.text
    assert anna.key.text not in caplog.text
