"""Addresses that a stranger makes up: a page, never a bare error, and no other host."""

import pytest

from tests.support.pages import Browser

NUMBERED = ("/requests/{}", "/exceptions/{}", "/audit/{}", "/policies/trade_review/{}")


@pytest.mark.parametrize("digits", ["9" * 5000, "9" * 20, "0" * 400, "-1", "1.0", "٣"])
async def test_a_number_that_is_none_of_ours_is_a_page_that_is_not_there(
    annas: Browser, stranger: Browser, digits: str
) -> None:
    for path in NUMBERED:
        answer = await annas.get(path.format(digits))
        assert (answer.status_code, "Not found" in answer.text) == (404, True), path
        assert (await stranger.get(path.format(digits))).status_code in {303, 404}, path
    assert (await annas.send(f"/requests/{digits}/votes")).status_code == 404


async def test_a_slash_too_many_leads_to_no_other_host(annas: Browser) -> None:
    answer = await annas.get("/status/", Host="evil.example")
    assert (answer.status_code, "Not found" in answer.text) == (404, True)
    assert "location" not in answer.headers
