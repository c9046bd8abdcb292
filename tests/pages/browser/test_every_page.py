"""Every page and state in Chromium: axe, light and dark, wide and narrow, no other host."""

import pytest

from tests.support.browser_site import Site
from tests.support.chromium import NARROW, WIDE, Person

pytestmark = pytest.mark.expect_differences("a comparison of a test, which no facts make")

# Who looks at which page; a name in braces is the number of what the fixture brought in.
SEEN = (
    (None, "/login"),
    (None, "/login?ended=idle"),
    ("anna", "/work"),
    ("anna", "/work?client=nothing"),
    ("anna", "/work?list=mine"),
    ("anna", "/work?list=all&snoozed=yes"),
    ("anna", "/work?list=second"),
    ("audit", "/work"),
    ("anna", "/work?list=proposals"),
    ("anna", "/work?list=exceptions"),
    ("anna", "/work?list=votes"),
    ("anna", "/requests"),
    ("anna", "/requests/{waiting}"),
    ("anna", "/requests/{mine}"),
    ("anna", "/requests/{asked}"),
    ("anna", "/requests/{voted}"),
    ("anna", "/requests/{hostile}"),
    ("anna", "/requests/{received}"),
    ("anna", "/requests/{staged}"),
    ("anna", "/requests/{case}"),
    ("audit", "/requests/{case}"),
    ("anna", "/requests/{failed}"),
    ("ben", "/authority"),
    ("anna", "/exceptions"),
    ("anna", "/exceptions/{exception}"),
    ("anna", "/exceptions/{proposed}"),
    ("anna", "/exceptions/{closed}"),
    ("anna", "/nothing"),
    ("anna", "/failures"),  # no right
    ("carl", "/policies"),
    ("carl", "/policies/trade_review/1"),
    ("carl", "/policies/trade_review/1/trial"),
    ("carl", "/policies/reference/screening:TEST"),
    ("carl", "/policies/reference/trading_limits?version=2"),
    ("ops", "/queues"),
    ("ops", "/failures"),
    ("ops", "/status"),
    ("audit", "/audit"),
    ("audit", "/audit/1"),
    ("audit", "/requests/{waiting}"),
    ("desk-7", "/requests"),
)
PARTS = 4
# Rules of axe that colours and the width decide; the others see the same page in each form.
OF_THE_FORM = ("color-contrast", "target-size", "scrollable-region-focusable")


# In parts, so that a busy machine ends each within the time of a test.
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_its_window(
    site: Site, work: dict[str, int], part: int
) -> None:
    found: dict[str, object] = {}
    persons: dict[str | None, Person] = {}
    for name, path in SEEN[part::PARTS]:
        # axe changes the page, which its own policy would forbid; the journeys are under it.
        if name not in persons:
            persons[name] = site.person(name, bypass_csp=True)
        one = persons[name]
        one.page.set_viewport_size(WIDE)
        one.page.emulate_media(color_scheme="light")
        one.page.goto(f"/ui{path.format(**work)}")
        wrong = [*one.violations(), *one.too_wide]
        one.page.set_viewport_size(NARROW)
        one.page.emulate_media(color_scheme="dark")
        wrong += [*one.violations(*OF_THE_FORM), *one.too_wide]
        if wrong:
            found[f"{name} {path}"] = wrong
    assert found == {}


def test_hostile_text_runs_nowhere(site: Site, work: dict[str, int]) -> None:
    person = site.person("anna")
    dialogs: list[str] = []
    person.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for path in (f"/requests/{work['hostile']}", "/work", "/requests", "/audit"):
        person.page.goto(f"/ui{path}")
        assert person.page.locator("main img").count() == 0
        assert person.page.locator("main script").count() == 0
        person.sees("<img src=x")
    assert dialogs == []


def test_no_page_is_heavy(site: Site, work: dict[str, int]) -> None:
    person = site.person(None)
    sizes: list[int] = []
    person.page.on("response", lambda answer: sizes.append(len(answer.body())))
    person.log_in(site.keys["anna"])
    sizes.clear()
    person.page.goto(f"/ui/requests/{work['waiting']}")
    scripts = person.page.evaluate(
        "performance.getEntriesByType('resource').filter(e => /[.](js|css)/.test(e.name))"
        ".reduce((sum, e) => sum + e.decodedBodySize, 0)"
    )
    assert 0 < scripts <= 80 * 1024
