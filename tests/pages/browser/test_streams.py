"""Streams in Chromium: a page whose first stream failed follows again, and says so meanwhile."""

from playwright.sync_api import Route, expect

from bankagent.pages.open_pages import MOST_EACH
from tests.support import verbs
from tests.support.browser_site import Site
from tests.support.chromium import Person
from tests.support.workers import wait_for

COUNT = (
    "() => { window.told = 0; document.getElementById('stream')"
    ".addEventListener('changed', () => { window.told += 1; }); }"
)
NOT_NOW = "This page does not follow changes now"


def refuse(route: Route) -> None:
    route.fulfill(status=503, content_type="text/plain", body="Service Unavailable")


def anna_at_a_list(site: Site, client: str) -> Person:
    anna = site.person("anna")
    anna.page.goto("/ui/status")
    anna.page.route("**/ui/live*", refuse)
    anna.page.goto(f"/ui/work?client={client}")
    return anna


def test_a_page_whose_first_stream_fails_says_so_and_follows_again(site: Site) -> None:
    anna = anna_at_a_list(site, "CUST-LATER")
    anna.sees(NOT_NOW)
    assert anna.page.locator("#stream").inner_html() == ""
    # A browser reports each refused stream, which it is.
    anna.faults.clear()
    anna.page.unroute("**/ui/live*")
    anna.page.get_by_text(NOT_NOW).wait_for(state="hidden", timeout=30000)
    request_id = site.waiting(client_id="CUST-LATER")
    anna.page.get_by_role("link", name=str(request_id), exact=True).wait_for(timeout=15000)
    anna.faults.clear()


def test_a_page_that_is_one_too_many_takes_the_place_of_the_oldest(site: Site) -> None:
    anna = site.person("anna")
    pages = [anna.page, *(anna.context.new_page() for _ in range(MOST_EACH + 2))]
    for page in pages:
        page.goto("/ui/work?client=CUST-MANY")
    request_id = site.waiting(client_id="CUST-MANY")
    newest = pages[-1].get_by_role("link", name=str(request_id), exact=True)
    newest.wait_for(timeout=15000)


def test_a_page_follows_though_one_of_its_scripts_comes_late(site: Site) -> None:
    anna = site.person("anna")
    anna.page.wait_for_url("**/ui/work")

    def late(route: Route) -> None:
        anna.page.wait_for_timeout(1500)
        route.continue_()

    fresh = site.browser.new_context(
        base_url=site.url, storage_state=anna.context.storage_state()
    ).new_page()
    try:
        fresh.route("**/hx-sse.min.js*", late)
        with fresh.expect_request("**/ui/live*", timeout=8000):
            fresh.goto("/ui/work?client=CUST-LATE")
    finally:
        fresh.context.close()


def test_queues_follow_and_keep_what_their_reader_opened_and_typed(site: Site) -> None:
    ops = site.person("ops")
    ops.page.goto("/ui/queues")
    ops.open("Numbers")
    ops.open("Pause a queue or a request type")
    ops.write("Reason", "The prices are la")
    site.dba.execute("select bankagent.pause('request_type', 'trade_review', 'Late prices.')")
    try:
        ops.page.get_by_text("Late prices.").wait_for(timeout=20000)
        assert ops.page.locator("#live details").get_attribute("open") is not None
        assert ops.page.get_by_label("Reason", exact=True).input_value() == "The prices are la"
    finally:
        site.dba.execute("select bankagent.resume('request_type', 'trade_review')")
    ops.page.get_by_text("Nothing is paused.").wait_for(timeout=20000)


def test_failures_follow_but_not_under_a_reason_that_is_typed(site: Site) -> None:
    verbs.fail(site.dba)
    ops = site.person("ops")
    ops.page.goto("/ui/failures")
    gave_up = ops.page.locator("td[data-label='Gave up']").first
    before = int(gave_up.inner_text())
    reason = ops.page.get_by_label("Reason", exact=True).first
    reason.fill("The price feed is b")
    # The page is told, and asks for nothing.
    ops.page.evaluate(COUNT)
    verbs.fail(site.dba)
    wait_for("it is told", lambda: ops.page.evaluate("window.told") > 0)
    assert reason.input_value() == "The price feed is b"
    assert int(gave_up.inner_text()) == before
    reason.fill("")
    reason.blur()
    verbs.fail(site.dba)
    expect(gave_up).to_have_text(str(before + 2), timeout=20000)
