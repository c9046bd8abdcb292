"""Reports of browsers: at most one line a minute and directive, however many a stranger sends."""

import json
import logging

import pytest

from bankagent.logs.line import LineFormatter
from bankagent.pages.breaches import Breaches
from bankagent.pages.csp_reports import DIRECTIVES
from tests.support.pages import Browser


async def test_a_stranger_cannot_fill_the_log_with_reports(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for directive in ["img-src", *["font-src"] * 5, *["img-src"] * 50]:
        report = {"csp-report": {"effective-directive": directive}}
        answer = await stranger.client.post("/ui/csp-report", json=report)
        assert answer.status_code == 204
    lines = [one for one in caplog.records if "breach of the policy" in one.message]
    written = [json.loads(LineFormatter("json").format(one)) for one in lines]
    assert [(one["detail"], one["count"]) for one in written] == [("img-src", 1), ("unknown", 1)]


def test_a_later_line_counts_the_reports_before_it() -> None:
    now = [0.0]
    breaches = Breaches(lambda: now[0])
    assert [breaches.count("img-src") for _ in range(4)] == [1, 0, 0, 0]
    now[0] = 61.0
    assert breaches.count("img-src") == 4
    assert breaches.count("img-src") == 0
    assert all(breaches.count(one) for one in DIRECTIVES - {"img-src"})
