"""Headers, scripts and styles of pages: a strict policy, pinned files, and few bytes."""

import hashlib
import re

import httpx
import pytest
from starlette.requests import Request

from bankagent.pages import errors
from bankagent.pages.static import FILES
from bankagent.pages.visit import Visit
from tests.support.pages import Browser

# npm's htmx.org 4.0.1, as published.
VENDORED = {
    "vendor/htmx.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "vendor/hx-sse.min.js": "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
    "vendor/hx-csp.min.js": "a7e1e6711ae6c3e50ad300fba7936cbe8d07599cdae313414a179ddd6b26e143",
}
MOST_BYTES = 80 * 1024
MOST_STYLE = 20 * 1024
SEEN = ("/work", "/requests", "/exceptions", "/queues", "/policies", "/audit", "/status", "/login")


def test_the_vendored_scripts_are_those_that_their_makers_published() -> None:
    found = {
        name: hashlib.sha256(file.content).hexdigest()
        for name, file in FILES.items()
        if name.startswith("vendor/")
    }
    assert found == VENDORED


def test_the_stylesheet_and_all_scripts_are_small() -> None:
    styles = sum(len(file.content) for name, file in FILES.items() if name.endswith(".css"))
    scripts = sum(len(file.content) for name, file in FILES.items() if name.endswith(".js"))
    assert styles < MOST_STYLE
    assert styles + scripts < MOST_BYTES


def nonce_of(answer: httpx.Response) -> str:
    found = re.search(r"script-src 'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert found
    return found[1]


@pytest.mark.parametrize("path", SEEN)
async def test_a_page_has_a_strict_policy_and_nothing_inline(annas: Browser, path: str) -> None:
    answer = await annas.get(path)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'; trusted-types htmx" in policy
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert scripts
    assert all(f'nonce="{nonce_of(answer)}" src="/ui/static/' in one for one in scripts)
    assert not re.search(r"""<style|\sstyle=|\son[a-z]+=|javascript:""", answer.text)
    assert not re.search(r"""(?:src|href|action)="(?!/ui|#)""", answer.text)


async def test_each_page_has_a_nonce_of_its_own(annas: Browser) -> None:
    assert nonce_of(await annas.get("/work")) != nonce_of(await annas.get("/work"))


async def test_a_file_is_kept_by_browsers_and_names_its_hash(stranger: Browser) -> None:
    for name, file in FILES.items():
        answer = await stranger.client.get(file.url)
        assert answer.content == file.content, name
        assert "immutable" in answer.headers["cache-control"]
    for path in ("/static/../app.py", "/static/vendor/LICENSE", "/static/%2e%2e/app.py"):
        assert (await stranger.get(path)).status_code == 404


async def test_a_report_of_a_browser_is_logged_by_its_directive_alone(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    report = {"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://x.example"}}
    answer = await stranger.client.post("/ui/csp-report", json=report)
    assert answer.status_code == 204
    assert [one.detail for one in caplog.records if hasattr(one, "detail")] == ["img-src"]
    assert "x.example" not in caplog.text
    for body in (b"", b"{", b"[]", b"\xff", b'{"csp-report": 1}', b"x" * 20_000):
        assert (await stranger.client.post("/ui/csp-report", content=body)).status_code == 204


async def test_an_unexpected_error_is_a_page_without_its_text(
    annas: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    app = annas.client._transport.app
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/ui/work",
        "headers": [],
        "query_string": b"",
    }
    request = Request(scope | {"scheme": "http", "server": ("localhost", 80)})
    answer = errors.of(Visit(request, app.state.pages()), RuntimeError("client data of CUST-1042"))
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.body
    assert "CUST-1042" not in answer.body.decode() + caplog.text
