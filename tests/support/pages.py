"""Pages inside the test's own process: a browser without scripts, which logs in and sends forms."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx

from bankagent.api.limits import ApiLimits
from bankagent.asgi import create_app
from bankagent.settings import Settings
from tests.support.api_client import running_app
from tests.support.people import Keyed

OWN = {"Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')
FIELD = '<input type="hidden" name="{}" value="([^"]*)"'


class Browser:
    """One browser with its cookies; `get` and `send` follow no redirects."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(f"/ui{path}", headers=headers)

    async def send(
        self,
        path: str,
        fields: Mapping[str, str | list[str]] | None = None,
        *,
        headers: Mapping[str, str] = OWN,
        token: str | None = None,
    ) -> httpx.Response:
        """Send a form with the session's token, unless another one is given."""
        given = {"token": self.token if token is None else token, **(fields or {})}
        return await self.client.post(f"/ui{path}", data=given, headers=headers)

    token: str = ""

    async def log_in(self, keyed: Keyed) -> httpx.Response:
        """Log in, and keep the token that the forms of this session have."""
        answer = await self.client.post("/ui/login", data={"key": keyed.key.text}, headers=OWN)
        assert answer.status_code == 303, answer.text
        first = await self.client.get("/ui/status")
        found = TOKEN.search(first.text)
        self.token = found[1] if found else ""
        return answer


def hidden(page: httpx.Response, name: str) -> str:
    """Return a hidden field of a page's form."""
    found = re.search(FIELD.format(name), page.text)
    assert found, f"the page has no field {name}"
    return html.unescape(found[1])


@asynccontextmanager
async def visiting(
    api_url: str, *, app_env: str = "development", base_url: str = "http://localhost"
) -> AsyncIterator[tuple[httpx.ASGITransport, str]]:
    """Start the API with its pages; give what browsers connect to."""
    limits = ApiLimits(status_kept_s=0)
    settings = Settings(api_database_url=api_url, app_env=app_env)
    async with running_app(create_app, settings, limits) as app:
        yield httpx.ASGITransport(app, client=("127.0.0.1", 40000)), base_url


@asynccontextmanager
async def browser(site: tuple[httpx.ASGITransport, str]) -> AsyncIterator[Browser]:
    """Give a browser without cookies."""
    transport, base_url = site
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield Browser(client)
