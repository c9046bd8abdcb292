"""Login, sessions and forms: what a stolen cookie, a foreign form or a guess gets."""

import httpx
import pytest

from bankagent.domain.api_key import ApiKey
from tests.support import rows
from tests.support.databases import Database
from tests.support.pages import OWN, Browser, browser, visiting
from tests.support.people import Keyed, disable, keyed_reviewer, revoke
from tests.support.rows import connect

Site = tuple[httpx.ASGITransport, str]


async def test_a_stranger_is_led_to_the_login_and_then_to_the_page(
    stranger: Browser, anna: Keyed
) -> None:
    answer = await stranger.get("/work?client=C-1")
    assert answer.status_code == 303
    login = await stranger.client.get(answer.headers["location"])
    assert 'name="next" value="/ui/work?client=C-1"' in login.text
    form = {"key": anna.key.text, "next": "/ui/work?client=C-1"}
    answer = await stranger.client.post("/ui/login", data=form, headers=OWN)
    assert answer.headers["location"] == "/ui/work?client=C-1"
    assert (await stranger.get("/work")).status_code == 200


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/ui//evil.example", "/ui/\\evil", "/ui/\n"]
)
async def test_a_login_leads_to_no_other_host(stranger: Browser, anna: Keyed, next: str) -> None:
    form = {"key": anna.key.text, "next": next}
    answer = await stranger.client.post("/ui/login", data=form, headers=OWN)
    assert answer.headers["location"] == "/ui/"


async def test_the_cookie_is_strict_and_in_production_for_tls_and_this_host_alone(
    db: Database, stranger: Browser, anna: Keyed
) -> None:
    answer = await stranger.log_in(anna)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("bankagent_session=")
    assert {"httponly", "samesite=strict", "path=/"} <= set(cookie.split("; "))
    async with (
        visiting(db.api_url, app_env="production", base_url="https://bank.example") as site,
        browser(site) as one,
    ):
        secure = (await one.log_in(anna)).headers["set-cookie"]
        assert secure.startswith("__Host-bankagent=")
        parts = set(secure.lower().split("; "))
        assert {"secure", "httponly", "samesite=strict", "path=/"} <= parts
        assert not any(part.startswith(("domain", "max-age", "expires")) for part in parts)
        assert (await one.get("/work")).status_code == 200


async def test_a_wrong_key_is_refused_in_words_and_never_repeated(stranger: Browser) -> None:
    wrong = ApiKey.new("reviewer").text
    for sent in (wrong, "bak_reviewer_x", "", "<script>"):
        answer = await stranger.client.post("/ui/login", data={"key": sent}, headers=OWN)
        assert answer.status_code == 401
        assert "This key is not known here" in answer.text
        assert not sent or sent not in answer.text
        assert "set-cookie" not in answer.headers


async def test_a_session_that_a_browser_brought_is_not_used_by_the_login(
    site: Site, stranger: Browser, anna: Keyed, db: Database
) -> None:
    stranger.client.cookies.set("bankagent_session", "fixed-by-an-attacker")
    assert (await stranger.get("/work")).status_code == 303
    await stranger.log_in(anna)
    async with browser(site) as attacker:
        attacker.client.cookies.set("bankagent_session", "fixed-by-an-attacker")
        assert (await attacker.get("/work")).status_code == 303
    with connect(db.url) as conn:
        assert rows.one(conn, "select count(*) from bankagent.ui_sessions") == 1


async def test_a_login_changes_the_cookie_and_ends_the_session_before(
    site: Site, annas: Browser, anna: Keyed
) -> None:
    before = annas.client.cookies["bankagent_session"]
    await annas.log_in(anna)
    assert annas.client.cookies["bankagent_session"] != before
    async with browser(site) as thief:
        thief.client.cookies.set("bankagent_session", before)
        answer = await thief.get("/work")
        assert answer.status_code == 303
        assert "ended=ended" in answer.headers["location"]


async def test_a_logout_ends_the_session_on_the_server_too(site: Site, annas: Browser) -> None:
    stolen = annas.client.cookies["bankagent_session"]
    answer = await annas.send("/logout")
    assert answer.status_code == 303
    assert not annas.client.cookies
    async with browser(site) as thief:
        thief.client.cookies.set("bankagent_session", stolen)
        assert (await thief.get("/work")).status_code == 303


@pytest.mark.parametrize(("end", "state"), [(revoke, "revoked"), (disable, "disabled")])
async def test_a_session_ends_with_its_key_at_once(
    annas: Browser, anna: Keyed, db: Database, end: object, state: str
) -> None:
    end(db.url, anna)
    answer = await annas.get("/work")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/ui/login?ended={state}&next=%2Fui%2Fwork",
    )
    told = await annas.client.get(answer.headers["location"])
    assert "ask" in told.text


async def test_an_idle_session_leads_to_the_login_and_says_why(
    annas: Browser, db: Database
) -> None:
    with connect(db.url) as conn, rows.triggers_off(conn):
        conn.execute(
            "update bankagent.ui_sessions set opened_at = opened_at - interval '16 minutes', "
            "seen_at = seen_at - interval '16 minutes'"
        )
    answer = await annas.get("/work")
    told = await annas.client.get(answer.headers["location"])
    assert "Nothing happened for 15 minutes" in told.text


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_a_form_from_elsewhere_is_refused(
    annas: Browser, anna: Keyed, headers: dict[str, str]
) -> None:
    answer = await annas.send("/logout", headers=headers)
    assert answer.status_code == 403
    assert "does not come from a page of this service" in answer.text
    form = {"key": anna.key.text}
    assert (await annas.client.post("/ui/login", data=form, headers=headers)).status_code == 403
    assert (await annas.get("/work")).status_code == 200


async def test_a_browser_that_says_its_origin_alone_may_send_forms(annas: Browser) -> None:
    answer = await annas.send("/logout", headers={"Origin": "http://localhost"})
    assert answer.status_code == 303


async def test_a_form_of_another_session_or_of_an_ended_one_is_refused(
    annas: Browser, bens: Browser, anna: Keyed
) -> None:
    for stolen in (bens.token, "", "0" * 64, "ż"):
        answer = await annas.send("/logout", token=stolen)
        assert (answer.status_code, "another session" in answer.text) == (403, True)
    before = annas.token
    await annas.log_in(anna)
    assert annas.token != before
    assert (await annas.send("/logout", token=before)).status_code == 403
    assert (await annas.send("/logout")).status_code == 303


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"token=x", "", 415),
        (b"token=" + b"x" * 70_000, "application/x-www-form-urlencoded", 413),
        (b"a=%ff", "application/x-www-form-urlencoded", 422),
        (b"a=\xff", "application/x-www-form-urlencoded", 422),
        (b"a=%00", "application/x-www-form-urlencoded", 422),
        (b"&".join([b"a=b"] * 400), "application/x-www-form-urlencoded", 422),
    ],
)
async def test_a_body_that_is_no_form_is_refused_in_words(
    annas: Browser, body: bytes, content_type: str, status: int
) -> None:
    headers = {**OWN, "Content-Type": content_type}
    answer = await annas.client.post("/ui/logout", content=body, headers=headers)
    assert answer.status_code == status
    assert "<h1>" in answer.text


async def test_a_reviewer_who_gets_another_role_has_it_on_the_next_page(
    site: Site, db: Database
) -> None:
    rita = keyed_reviewer(db.url, "rita")
    async with browser(site) as one:
        await one.log_in(rita)
        assert "Activate it" not in (await one.get("/policies/trade_review/1")).text
        with connect(db.url) as conn:
            conn.execute("select bankagent.add_reviewer('rita', 'compliance')")
        assert "Activate it" in (await one.get("/policies/trade_review/1")).text
