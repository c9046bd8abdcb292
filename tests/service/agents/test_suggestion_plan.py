"""Plan of the embedded model for suggestions: bounded texts of the prompt, whatever it has."""

from typing import Any

import pytest

from bankagent.agent.canonical import canonical
from bankagent.facts.breaks.comparison import CODES
from bankagent.facts.breaks.fields import FIELDS
from bankagent.facts.breaks.playbooks import PLAYBOOKS, UNKNOWN
from bankagent.service.agents.suggestions.forms import FORMS
from bankagent.service.agents.suggestions.plan import plan
from bankagent.service.agents.suggestions.prompt import names_of
from bankagent.settings.agent import SUGGESTED
from tests.support.suggestions import PAYLOADS

RULE = {"rule_id": "X-1", "outcome": "review", "text": "a rule " * 200}
BREAK = {
    "field": "quantity", "code": "DQUA", "ours": "1" * 300, "theirs": None, "difference": None,
    "findings": [],
}  # fmt: skip
MUST = {
    "requirement": "beneficial_owner", "whose": "beneficial_owner", "party": None,
    "state": "missing", "reason": None,
}  # fmt: skip


def planned(name: str, open_items: list[Any], rules: list[Any]) -> Any:
    recommended = {"outcome": "review", "rules": rules}
    given = {"request_type": name, "payload": PAYLOADS[name], "open": open_items}
    tool, found = plan(canonical(given | {"recommendation": recommended}), [])
    assert tool is None
    return FORMS[name].model_validate(found)


def test_each_type_of_the_setting_has_its_form() -> None:
    assert set(FORMS) == set(SUGGESTED)


def test_each_reason_code_has_its_playbook() -> None:
    assert set(PLAYBOOKS) == {*CODES, UNKNOWN}
    assert {one.code for one in FIELDS.values()} <= set(PLAYBOOKS)


@pytest.mark.parametrize("name", FORMS)
def test_a_suggestion_has_its_form_however_much_there_is_to_say(name: str) -> None:
    items = {"trade_exception": [BREAK] * 30, "client_onboarding": [MUST] * 100}
    found = planned(name, items.get(name, []), [RULE] * 30)
    assert len(found.concerns) == 5
    if name in items:
        assert found.message.splitlines()[-2] in {"…", "- beneficial owner: missing"}


@pytest.mark.parametrize("name", FORMS)
def test_nothing_open_leaves_nothing_to_ask(name: str) -> None:
    found = planned(name, [], [])
    assert (found.concerns, getattr(found, "message", None)) == ([], None)
    assert getattr(found, "cause", UNKNOWN) == UNKNOWN


def test_names_are_found_at_any_depth() -> None:
    names = [*names_of(PAYLOADS["client_onboarding"])]
    assert names == ["Muster Maschinenbau GmbH", "Anna Muster"]
    assert [*names_of({"counterparty_name": "Cedar", "ours": [{"name": "B"}]})] == ["Cedar"]
