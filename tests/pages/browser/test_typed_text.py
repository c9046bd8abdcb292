"""What a person has typed is there again after the session ended, and gone once it was taken."""

from tests.support import rows
from tests.support.browser_site import Site

ENDS = (
    "update bankagent.ui_sessions set opened_at = opened_at - interval '16 minutes', "
    "seen_at = seen_at - interval '16 minutes'"
)


def test_a_reason_is_kept_over_the_end_of_a_session(site: Site) -> None:
    request_id = site.waiting(client_id="CUST-TYPED")
    anna = site.person("anna")
    anna.page.goto(f"/ui/requests/{request_id}")
    anna.pick("Approve")
    anna.write("Reason", "Within the limit; the desk confirmed it.")
    with rows.triggers_off(site.dba):
        site.dba.execute(ENDS)
    # The stream tells the page, which leads to the login by itself.
    anna.page.get_by_label("Your key").fill(site.keys["anna"].key.text)
    anna.press("Log in")
    anna.page.wait_for_url(f"**/ui/requests/{request_id}")
    reason = anna.page.get_by_label("Reason", exact=True)
    assert reason.input_value() == "Within the limit; the desk confirmed it."
    anna.pick("Approve")
    anna.press("Cast the vote")
    anna.sees("is recorded")
    assert anna.page.evaluate("Object.keys(sessionStorage)") == []


def test_what_one_person_typed_is_not_shown_to_the_next(site: Site) -> None:
    request_id = site.waiting(client_id="CUST-TYPED")
    anna = site.person("anna")
    anna.page.goto(f"/ui/requests/{request_id}")
    anna.write("Reason", "Between us.")
    anna.press("Log out")
    anna.log_in(site.keys["ben"])
    anna.page.goto(f"/ui/requests/{request_id}")
    assert anna.page.get_by_label("Reason", exact=True).input_value() == ""
    assert anna.page.evaluate("Object.keys(sessionStorage)") == []
