"""Pages over plain http: what a browser must be told there, and what a person must know."""

from tests.support.databases import Database
from tests.support.pages import Browser, browser, visiting

WARNING = "the cookie of a session is sent by https alone"


async def test_a_page_lets_its_forms_say_where_they_come_from(annas: Browser) -> None:
    """With no-referrer a browser sends the origin `null`, by which no form can be known."""
    for path in ("/work", "/login", "/nothing"):
        assert (await annas.get(path)).headers["referrer-policy"] == "same-origin"
    described = await annas.client.get("/livez")
    assert described.headers["referrer-policy"] == "no-referrer"


async def test_a_login_that_cannot_keep_its_cookie_says_so(db: Database, stranger: Browser) -> None:
    assert WARNING not in (await stranger.get("/login")).text
    async with visiting(db.api_url, app_env="production") as site, browser(site) as one:
        assert WARNING in (await one.get("/login")).text
        by_tls = await one.get("/login", **{"Sec-Fetch-Site": "none"})
        assert WARNING not in by_tls.text
