"""The end of a session is told before it comes, with what to do; nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from tests.support import rows
from tests.support.browser_site import Site
from tests.support.chromium import Person

NEWEST = "opened_at = (select max(opened_at) from bankagent.ui_sessions)"
SEEN = f"select seen_at from bankagent.ui_sessions where {NEWEST}"
EARLIER = (
    "update bankagent.ui_sessions set opened_at = opened_at - interval '{0}', "
    "seen_at = seen_at - interval '{0}' where " + NEWEST
)
OLD = f"update bankagent.ui_sessions set opened_at = opened_at - interval '7:49:00' where {NEWEST}"
REASON = "Within the limit; the desk confirmed it."
ENDS_IDLE = "your session ends at"
LAST = "It cannot be made longer"
OVER = "Your session has ended"


def writing(site: Site, person: Person) -> None:
    """Open a request with the clock in the test's hand, and begin to type a reason."""
    person.page.wait_for_url("**/ui/work")
    # A stream would reload the page at the end by itself.
    person.page.route("**/ui/live*", lambda route: route.abort())
    person.page.clock.install()
    person.page.goto(f"/ui/requests/{site.waiting(client_id='CUST-ENDS')}")
    person.write("Reason", REASON)


def test_an_idle_end_is_told_two_minutes_before_and_one_press_puts_it_off(site: Site) -> None:
    anna = site.person("anna")
    writing(site, anna)
    alert = anna.page.get_by_role("alert").get_by_text(ENDS_IDLE)
    anna.page.clock.fast_forward("12:00")
    expect(alert).to_be_hidden()
    with rows.triggers_off(site.dba):
        site.dba.execute(EARLIER.format("13 minutes"))
    before = rows.one(site.dba, SEEN)
    anna.page.clock.fast_forward("01:00")
    expect(alert).to_be_visible()
    assert anna.violations() == []
    anna.press("Stay logged in")
    expect(alert).to_be_hidden()
    assert rows.one(site.dba, SEEN) > before
    assert anna.page.get_by_label("Reason", exact=True).input_value() == REASON
    anna.page.clock.fast_forward("13:00")
    expect(alert).to_be_visible()
    anna.page.clock.fast_forward("02:30")
    expect(anna.page.get_by_text(OVER)).to_be_visible()
    expect(alert).to_be_hidden()
    anna.faults.clear()


def test_a_page_of_the_same_browser_puts_the_idle_end_off_for_all(site: Site) -> None:
    anna = site.person("anna")
    writing(site, anna)
    alert = anna.page.get_by_role("alert").get_by_text(ENDS_IDLE)
    anna.page.clock.fast_forward("13:00")
    expect(alert).to_be_visible()
    anna.page.evaluate("() => localStorage.setItem('bankagent-seen', '0')")
    other = anna.context.new_page()
    other.clock.install()
    other.clock.fast_forward("13:00")
    other.goto("/ui/policies")
    expect(alert).to_be_hidden()
    anna.faults.clear()


def test_the_end_after_eight_hours_is_told_ten_minutes_before(site: Site) -> None:
    anna = site.person("anna")
    anna.page.wait_for_url("**/ui/work")
    with rows.triggers_off(site.dba):
        site.dba.execute(OLD)
    writing(site, anna)
    alert = anna.page.get_by_role("alert").get_by_text(LAST)
    expect(alert).to_be_hidden()
    anna.page.clock.fast_forward("02:00")
    expect(alert).to_be_visible()
    assert anna.violations() == []
    anna.page.clock.fast_forward("10:00")
    expect(anna.page.get_by_text(OVER)).to_be_visible()
    anna.leave()  # a fetch that is under way fails after its page is closed, too
    anna.faults.clear()


@pytest.mark.parametrize("between", ["/ui/status", "/ui/queues"])
def test_a_page_that_took_nothing_drops_nothing_that_was_typed(site: Site, between: str) -> None:
    anna = site.person("anna")
    request_id = site.waiting(client_id="CUST-TYPED")
    anna.page.goto(f"/ui/requests/{request_id}")
    anna.write("Reason", REASON)
    anna.page.goto(between)
    anna.page.goto(f"/ui/requests/{request_id}")
    assert anna.page.get_by_label("Reason", exact=True).input_value() == REASON


def test_the_reason_of_a_pause_is_kept_over_the_end_of_a_session(site: Site) -> None:
    ops = site.person("ops")
    ops.page.goto("/ui/queues")
    ops.open("Pause a queue or a request type")
    ops.write("Reason", "The prices are late.")
    ops.page.goto("/ui/status")
    ops.page.goto("/ui/queues")
    ops.open("Pause a queue or a request type")
    assert ops.page.get_by_label("Reason", exact=True).input_value() == "The prices are late."


def test_without_javascript_no_end_is_told_and_no_form_of_it_is_shown(site: Site) -> None:
    anna = site.person("anna", java_script_enabled=False)
    anna.page.goto("/ui/work")
    expect(anna.page.get_by_text(ENDS_IDLE)).to_be_hidden()
    expect(anna.page.get_by_role("button", name="Stay logged in")).to_be_hidden()
