"""Streams in Chromium: a page whose first stream failed follows again, and says so meanwhile."""

from playwright.sync_api import Route

from bankagent.pages.open_pages import MOST_EACH
from tests.support.browser_site import Site
from tests.support.chromium import Person

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
