"""Chromium: the one that this machine has, driven by Playwright as people use pages."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.people import Keyed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = "there is no Chromium here: `make browser` installs Debian's"
# The suite may be root's, whose Chromium has no sandbox; shared memory is small in containers.
# To Chromium bank.test is another machine than localhost, to which it sends less over plain http.
OPTIONS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--host-resolver-rules=MAP bank.test 127.0.0.1",
)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 800}


def program() -> str:
    """Return the path of Chromium, or leave the test out and say why."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(MISSING)
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start one browser for all tests of a module."""
    path = program()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        yield found
        found.close()


class Person:
    """A person at a browser of their own: counts clicks, and keeps what went wrong on the way."""

    def __init__(self, browser: Browser, url: str, **context: Any) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(base_url=url, **context)
        self.context.set_default_timeout(8000)
        self.page: Page = self.context.new_page()
        self.clicks = 0
        self.faults: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._request)

    def _console(self, message: Any) -> None:
        # Chromium reports each refused form (403, 409, 412, 422) as a failed load, which it is.
        if (
            message.type == "error"
            and "the server responded with a status of 4" not in message.text
        ):
            self.faults.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.foreign.append(request.url)

    def log_in(self, keyed: Keyed) -> None:
        self.page.goto("/ui/")
        self.page.get_by_label("Your key").fill(keyed.key.text)
        self.press("Log in")

    def press(self, name: str) -> None:
        """Click a button by its visible label."""
        self.clicks += 1
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Click a link by its text."""
        self.clicks += 1
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def pick(self, label: str) -> None:
        """Tick a box or a choice by its label."""
        self.clicks += 1
        self.page.get_by_label(label, exact=True).check()

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list, both by what a reader sees."""
        self.clicks += 1
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def open(self, summary: str) -> None:
        """Open what is folded up."""
        self.clicks += 1
        self.page.locator("summary", has_text=summary).click()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def violations(self, *rules: str) -> list[str]:
        """Return what axe finds on the page, each with its place; by these rules alone, if any."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
        by = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        ask = "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})"
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
            for one in self.page.evaluate(ask, by)["violations"]
            for node in one["nodes"]
        ]

    @property
    def too_wide(self) -> list[str]:
        """What stands out of the window at its right; nothing where the page fits."""
        ask = "document.documentElement.scrollWidth - window.innerWidth"
        pixels = int(self.page.evaluate(ask))
        return [f"{pixels} pixels too wide"] if pixels > 0 else []

    def leave(self) -> None:
        self.context.close()
