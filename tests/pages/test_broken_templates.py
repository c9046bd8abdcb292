"""Broken templates: one that cannot be compiled ends the start; an error shows all the same."""

import logging

import pytest
from jinja2 import DictLoader, TemplateSyntaxError
from starlette.requests import Request

from bankagent.pages import errors, render
from bankagent.pages.visit import Visit
from tests.support.pages import Browser


def test_a_template_that_cannot_be_compiled_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    render.compile_all()
    monkeypatch.setattr(render.TEMPLATES, "loader", DictLoader({"new.html": "{% if %}"}))
    with pytest.raises(TemplateSyntaxError):
        render.compile_all()


async def test_an_error_whose_own_template_fails_is_a_page_all_the_same(
    annas: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    broken = DictLoader({"error.html": "{{ no_such_name }}"})
    monkeypatch.setattr(render.TEMPLATES, "loader", broken)
    scope = {"type": "http", "method": "GET", "path": "/ui/work", "headers": []}
    request = Request(scope | {"scheme": "http", "query_string": b"", "server": ("localhost", 80)})
    visit = Visit(request, annas.client._transport.app.state.pages())
    answer = errors.of(visit, RuntimeError("client data of CUST-1042"))
    assert answer.status_code == 500
    assert answer.media_type == "text/html"
    assert b"<h1>Something went wrong</h1>" in answer.body
    assert "UndefinedError" in str([vars(one) for one in caplog.records])
