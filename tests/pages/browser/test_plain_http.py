"""The pages by a name that is not localhost, without TLS: Chromium sends no Sec-Fetch-Site then."""

from playwright.sync_api import Browser

from tests.support.browser_site import Site
from tests.support.chromium import Person


def test_a_person_logs_in_and_out_over_plain_http_by_another_name(
    site: Site, browser: Browser
) -> None:
    anna = Person(browser, site.url.replace("127.0.0.1", "bank.test"))
    try:
        anna.log_in(site.keys["anna"])
        anna.page.wait_for_url("**/ui/work")
        anna.press("Log out")
        anna.sees("You logged out")
    finally:
        anna.leave()
