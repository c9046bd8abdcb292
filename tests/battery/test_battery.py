"""The battery in short: bundles of settings at each place; `make battery` tries each by itself."""

import re
from pathlib import Path

import pytest

from tests.battery import bundles, runner
from tests.battery.installed import installed
from tests.battery.places import Circumstances
from tests.battery.runner import trial
from tests.battery.settings import FORMS, SETTINGS
from tests.support.cli import commands
from tests.support.hostile.access_rules import RULES
from tests.support.rows import fetch

ROOT = Path(__file__).parents[2]
TRIALS = bundles.trials()
# Commands that start the processes which the battery starts by itself.
STARTS = {"bankagent run", "bankagent worker"}
# A person votes, works on exceptions and cases, and logs in, through the API, a command or a page.
VERBS = """
select p.proname
from pg_catalog.pg_proc as p
where
    p.pronamespace = 'bankagent'::regnamespace
    and has_function_privilege('bankagent_api', p.oid, 'execute')
    and p.proname not in (
        'cast_vote', 'move_exception', 'propose_on_exception', 'vote_on_proposal',
        'comment_on_exception', 'label_exception', 'reopen_exception', 'give_findings',
        'ask_authority', 'confirm_authority', 'review_break_glass', 'confirm_waiver',
        'case_file', 'vote_fault', 'note_reading', 'open_ui_session', 'touch_ui_session',
        'close_ui_session', 'proposal_vote_fault', 'move_work', 'comment_on_request',
        'newest_rate', 'escalate_request'
    )
"""


def test_every_way_in_works_and_each_route_command_and_verb_is_one(
    server_url: str, template: str
) -> None:
    with installed(server_url, template, Circumstances()) as at:
        assert runner.use_all(at) == []
        used = at.used
        verbs = {row.proname for row in fetch(at.dba, VERBS)}
    assert set(RULES) - used == set()
    leaves = [path for path, one in commands().items() if not hasattr(one, "commands")]
    typed = {" ".join(("bankagent", *path)) for path in leaves}
    assert {it for it in typed if not any(one.startswith(it) for one in used)} == STARTS
    by_psql = "".join(one for one in used if "bankagent." in one)
    assert {verb for verb in verbs if f"bankagent.{verb}(" not in by_psql} == set()


@pytest.mark.parametrize("circumstances", TRIALS.values(), ids=TRIALS)
def test_no_setting_of_a_dba_or_a_shell_breaks_a_way_in(
    server_url: str, template: str, circumstances: Circumstances
) -> None:
    faults = trial(server_url, template, circumstances)
    assert faults == [], "\n".join(f"{fault.way}: {fault.what}" for fault in faults)


def test_what_is_tried_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text()
    tried = text.partition("## Tried under")[2].partition("\n## ")[0]
    assert {one.name for one in SETTINGS} - set(re.findall(r"`([\w.]+)`", tried)) == set()
    assert f"under {len(SETTINGS)} values" in tried


def test_a_database_abroad_and_beside_another_procrastinate_works_and_leaves_that_alone(
    server_url: str, template: str
) -> None:
    kolkata = next(one for one in FORMS if one.title == "timezone = Asia/Kolkata")
    faults = trial(server_url, template, Circumstances([kolkata], abroad=True, beside=True))
    assert faults == [], "\n".join(f"{fault.way}: {fault.what}" for fault in faults)


def test_what_does_not_work_is_reported_and_the_rest_goes_on(
    server_url: str, template: str
) -> None:
    away = "postgresql://nobody@127.0.0.1:1/gone"
    faults = trial(server_url, template, Circumstances(), only=("livez", "readyz"), api_url=away)
    assert [fault.way for fault in faults] == ["readyz"]
    assert "503" in faults[0].what
