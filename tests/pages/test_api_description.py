"""The description of the API after a login: its links lead somewhere, and back to the pages."""

import re

from tests.support.pages import Browser


async def test_each_link_of_the_description_leads_to_a_page(annas: Browser) -> None:
    described = await annas.get("/api")
    links = {link for link in re.findall(r"href='?([^ '>]+)", described.text) if link[0] != "#"}
    assert links == {"openapi.json", "/ui/"}
    answer = await annas.get("/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == annas.client._transport.app.openapi()
    assert "href=/ui/" not in (await annas.client.get("/docs")).text


async def test_the_description_as_json_needs_a_login(stranger: Browser) -> None:
    assert (await stranger.get("/openapi.json")).status_code == 303
