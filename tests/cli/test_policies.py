"""`bankagent policy …`, as compliance officers and their scripts run it, each as themselves."""

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import rows, workers
from tests.support.cli import in_process
from tests.support.databases import Database, changed_url
from tests.support.payloads import PAYLOAD
from tests.support.rows import connect

KEY = "trade_review"
SANCTIONS = Path(__file__).parents[1] / "policy" / "data" / "sanctions.json"
RIGHTS = re.findall(
    r"^create role anna.*?^to anna;$",
    (Path(__file__).parents[2] / "docs" / "policies.md").read_text(),
    re.MULTILINE | re.DOTALL,
)[0]
DROP = (
    "alter table bankagent.policy_activations "
    "drop constraint policy_activations_activator_is_not_the_author"
)
As = Callable[..., subprocess.CompletedProcess[str]]


def person(db: Database, name: str) -> As:
    """Return what runs `bankagent policy` as the database user of this person."""
    url = changed_url(db.url, db.name, (f"{name}_{db.name}", "x"))

    def run(*args: object) -> subprocess.CompletedProcess[str]:
        return in_process("policy", *map(str, args), DATABASE_URL=url, COLUMNS=160)

    return run


@pytest.fixture
def people(db: Database) -> Iterator[tuple[As, As]]:
    """Anna and Ben, each with a database user that has the rights of docs/policies.md."""
    names = [f"anna_{db.name}", f"ben_{db.name}"]
    with connect(db.url) as conn:
        conn.execute("set search_path to bankagent")
        for name in names:
            conn.execute(RIGHTS.replace("anna", name).replace("to be changed", "x"))
        yield person(db, "anna"), person(db, "ben")
        for name in names:
            conn.execute(f"drop owned by {name}; drop role {name}")


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def told(done: subprocess.CompletedProcess[str], code: int = 0) -> Any:
    assert done.returncode == code, done.stderr + done.stdout
    return json.loads(done.stdout)


@pytest.fixture
def exported(people: tuple[As, As], tmp_path: Path) -> Path:
    """Version 1, exported for a spreadsheet."""
    file = tmp_path / "limits.csv"
    ok(people[0]("export", KEY, "--version", 1, "--to", file))
    return file


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8-sig")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8-sig")


def moved_examples(file: Path) -> Path:
    """The examples beside a table with a limit of 6,000,000, moved to that limit."""
    examples = file.with_suffix(".tests.csv")
    edit(examples, "5000000.01,yes", "6000000.01,yes")
    return examples


def test_a_version_is_tested_by_the_examples_that_were_kept_or_named(
    people: tuple[As, As], exported: Path
) -> None:
    anna, _ = people
    edit(exported, "> 5000000", "> 6000000")
    # The examples of version 1 stand beside it: they expect the limit that it had.
    failed = anna("test", exported)
    assert (failed.returncode, "a cent above the limit: expected" in failed.stdout) == (1, True)
    ok(anna("import", KEY, exported))
    alone = anna("test", KEY)
    assert (alone.returncode, "There is no example" in alone.stdout) == (1, True)
    examples = moved_examples(exported)
    ok(anna("test", KEY, "--examples", examples))
    assert "8 of them examples, 0 failed" in ok(anna("test", KEY))
    again = exported.with_name("again.csv")
    ok(anna("export", KEY, "--version", 1001, "--to", again))
    assert again.with_suffix(".tests.csv").read_bytes() == examples.read_bytes()


def test_a_limit_goes_from_the_spreadsheet_into_force(
    db: Database, people: tuple[As, As], exported: Path
) -> None:
    anna, ben = people
    edit(exported, "> 5000000", "> 6000000")
    assert "passed its lint" in ok(anna("lint", exported))
    tested = ok(anna("test", exported, "--examples", moved_examples(exported)))
    assert "5999999 approve   6000000 approve   6000001 review (fires)" in tested
    assert "trade_review@1001 is stored as a draft" in ok(anna("import", KEY, exported))
    refused = ben("activate", KEY, 1001, "--reason", "May.")
    assert refused.stderr == (
        "bankagent: Version 1001 of trade_review has not passed its lint: bankagent policy lint "
        "trade_review --version 1001.\n"
    )
    assert "trade_review@1001 passed its lint" in ok(anna("lint", KEY))
    examples = exported.with_suffix(".tests.csv")
    assert "trade_review@1001 passed its test" in ok(anna("test", KEY, "--examples", examples))
    differs = ok(ben("diff", KEY, "--against", 1))
    assert "trade_review@1 → trade_review@1001" in differs
    assert "Notional  > 5000000  → > 6000000" in differs
    own = anna("activate", KEY, 1001, "--reason", "Mine.")
    assert (own.returncode, own.stdout) == (1, "")
    assert "who may not activate it: another person must." in own.stderr
    said = ok(ben("activate", KEY, 1001, "--reason", "Approved in the committee of May."))
    assert said == "trade_review@1001 is in force.\n"

    with workers.crew(db.url, db.worker_url) as crew:
        crew.hire()
        below, above = crew.submit(
            PAYLOAD | {"notional": 5_500_000}, PAYLOAD | {"notional": 6_000_001}
        )
        crew.wait_processed([below])
        workers.wait_for("people are asked", lambda: crew.statuses([above]) != {"received"})
        decided = crew.rows("select request_id, decision, actor from bankagent.decisions")
        assert decided == [(below, "approved", "policy:trade_review@1001")]
        assert crew.statuses([above]) == {"awaiting_approval"}
        trail = crew.rows(
            "select actor from bankagent.agent_audit_log where request_id = %s", above
        )
        assert "policy:trade_review@1001" in {entry.actor for entry in trail}


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_csv_that_a_spreadsheet_saved_unchanged_is_the_version_that_it_was(
    people: tuple[As, As], exported: Path, delimiter: str, end: str, quoting: Any
) -> None:
    anna, _ = people
    cells = [*csv.reader(io.StringIO(exported.read_text(encoding="utf-8-sig")))]
    saved = io.StringIO()
    csv.writer(saved, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(cells)
    exported.write_bytes(b"\xef\xbb\xbf" + saved.getvalue().encode())
    done = told(anna("import", KEY, exported, "--json"))
    assert (done["version"], done["disposition"]) == (1, "replayed")
    shipped = told(anna("export", KEY, "--version", 1, "--json"))
    assert done["sha256"] == shipped["sha256"]
    assert "holds this table already: nothing is stored" in ok(anna("import", KEY, exported))


def test_a_csv_without_facts_keeps_those_of_the_version_in_force(
    people: tuple[As, As], tmp_path: Path
) -> None:
    anna, _ = people
    file = tmp_path / "mine.csv"
    file.write_text(ok(anna("export", KEY)))
    done = told(anna("import", KEY, file, "--json"))
    assert done["disposition"] == "replayed"
    assert "are the same" in ok(anna("diff", KEY, file))
    lone = anna("lint", file)
    assert (lone.returncode, lone.stdout) == (2, "")
    assert "has no mine.facts.json beside it: name one by --facts" in lone.stderr


def test_a_fault_is_named_with_its_row_and_column(people: tuple[As, As], exported: Path) -> None:
    anna, _ = people
    edit(exported, "> 5000000", "> > 5")
    edit(exported, "reversed", "revarsed")
    found = told(anna("lint", exported, "--json"), code=1)
    assert [one["place"] for one in found["faults"]] == [
        "row 3, column Notional",
        "row 6, column Dates",
    ]
    done = anna("import", KEY, exported)
    assert (done.returncode, done.stdout) == (1, "")
    assert "row 6, column Dates: " in done.stderr
    assert told(anna("list", KEY, "--json"))[-1]["version"] < 1000


def test_a_row_that_never_matters_fails_the_lint_and_keeps_the_version_out(
    people: tuple[As, As], exported: Path
) -> None:
    anna, ben = people
    with exported.open("a") as file:
        file.write("TR-050,> 9000000,yes,,,approve,large trades stand\n")
    ok(anna("import", KEY, exported))
    found = told(anna("lint", KEY, "--json"), code=1)
    assert found["faults"][0]["place"] == "row 7 (TR-050)"
    assert "TR-010 review" in found["faults"][0]["text"]
    assert "has not passed its lint" in ben("activate", KEY, 1001, "--reason", "x").stderr
    assert [one["status"] for one in told(anna("list", KEY, "--json"))][-1] == "draft"


def test_a_fact_that_no_code_finds_is_named_with_its_column(
    people: tuple[As, As], exported: Path
) -> None:
    anna, _ = people
    facts = exported.with_suffix(".facts.json")
    facts.write_text(facts.read_text().replace('"mismatch"', '"MISMATCH"'))
    edit(exported, "mismatch", "MISMATCH")
    ok(anna("lint", exported))
    examples = exported.with_suffix(".tests.csv")
    edit(examples, "mismatch", "MISMATCH")
    ok(anna("test", exported))
    faults = told(anna("lint", exported, "--key", KEY, "--json"), code=1)["faults"]
    assert {one["place"] for one in faults} == {"column Quantity times price"}
    assert "names MISMATCH, which the code never finds" in faults[0]["text"]
    failed = told(anna("test", exported, "--key", KEY, "--json"), code=1)
    assert "column Quantity times price: names MISMATCH" in failed["unreached"][0]
    ok(anna("import", KEY, exported))
    # Beside version 2 the rule has turned round, too.
    *first, turned = told(anna("lint", KEY, "--json"), code=1)["faults"]
    assert first == faults
    assert "looks the other way in column Quantity times price than in version 2" in turned["text"]


def test_examples_beside_a_table_are_tried(people: tuple[As, As], exported: Path) -> None:
    anna, _ = people
    examples = exported.with_suffix(".tests.csv")
    header = "Test,Notional,In USD,Quantity times price,Dates,Outcome,Rules\n"
    examples.write_text(header + "at the limit,5000000,yes,,,approve,TR-000\n")
    assert "1 of them examples, 0 failed" in ok(anna("test", exported))
    examples.write_text(header + "at the limit,5000000,yes,,,review,\n")
    done = anna("test", exported)
    assert done.returncode == 1
    assert "at the limit: expected review, and the policy said approve TR-000" in done.stdout
    ok(anna("lint", KEY, "--version", 1))
    failed = told(anna("test", KEY, "--version", 1, "--examples", examples, "--json"), code=1)
    assert failed["failures"][0]["name"] == "at the limit"
    examples.write_text(header + "at the limit,> 5,yes,,,review,\n")
    assert "row 2, column Notional" in anna("test", exported).stderr


def test_the_dead_sanctions_row_of_the_engines_example_is_told(people: tuple[As, As]) -> None:
    done = people[0]("lint", SANCTIONS)
    assert done.returncode == 1
    assert "table Global Sanctions, row 2, column Input: the column tests no fact" in done.stdout


def test_a_check_that_was_only_recorded_is_made_again_before_the_activation(
    db: Database, people: tuple[As, As], exported: Path
) -> None:
    anna, ben = people
    with exported.open("a") as file:
        file.write("TR-050,> 9000000,yes,,,approve,large trades stand\n")
    ok(anna("import", KEY, exported))
    claimed = "select bankagent.record_policy_check('trade_review', 1001, %s, true, '{}')"
    with connect(db.url) as conn:
        for kind in ("lint", "test"):
            conn.execute(claimed, [kind])
    done = ben("activate", KEY, 1001, "--reason", "x")
    assert (done.returncode, done.stdout) == (1, "")
    said = "bankagent: trade_review@1001 does not pass its lint: row 7 (TR-050): never matters"
    assert done.stderr.startswith(said)
    assert told(anna("list", KEY, "--json"))[-1]["status"] == "draft"


def test_a_version_is_activated_for_later_and_withdrawn_before_its_time(
    db: Database, people: tuple[As, As], exported: Path
) -> None:
    anna, ben = people
    edit(exported, "> 5000000", "> 4000000")
    ok(anna("import", KEY, exported))
    ok(anna("lint", KEY))
    edit(exported.with_suffix(".tests.csv"), "5000000", "4000000")
    ok(anna("test", KEY, "--examples", exported.with_suffix(".tests.csv")))
    start = ("--reason", "x", "--from", "2099-01-01T00:00+01:00")
    assert "is in force from " in ok(ben("activate", KEY, 1001, *start))
    *_, last = told(ben("list", "--json"))
    assert last["status"] == "tested"
    assert last["active_from"].startswith(("2098-12-31T23:00", "2099-01-01"))
    takes_over = "trade_review@1001 takes over on "
    assert takes_over in ok(anna("list"))
    assert takes_over in ok(anna("activate", KEY, 1, "--reason", "Meanwhile."))
    (later,) = told(anna("activate", KEY, 2, "--reason", "Meanwhile.", "--json"))["scheduled"]
    assert (later["version"], later["reason"]) == (1001, "x")
    shown = in_process("status", DATABASE_URL=db.url)
    assert f"activated by ben_{db.name}; `bankagent policy withdraw" in ok(shown)
    gone = ok(anna("withdraw", KEY, 1001, "--reason", "Put off."))
    assert gone.startswith("trade_review@1001 does not come into force on 209")
    assert takes_over not in ok(anna("list")) + ok(in_process("status", DATABASE_URL=db.url))
    again = anna("withdraw", KEY, 1001, "--reason", "Put off.")
    assert (again.returncode, "is not activated for a time to come" in again.stderr) == (1, True)
    past = ben("activate", KEY, 1001, "--reason", "x", "--from", "2020-01-01T00:00Z")
    assert (past.returncode, "must be a time to come" in past.stderr) == (1, True)


def test_the_list_is_read_by_people_and_by_scripts(people: tuple[As, As]) -> None:
    shown = ok(people[0]("list"))
    assert shown.splitlines()[0].split()[:3] == ["version", "status", "author"]
    assert "bankagent" in shown
    (active,) = [one for one in told(people[0]("list", KEY, "--json")) if one["status"] == "active"]
    assert (active["author"], active["activated_by"]) == ("bankagent", "bankagent")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("export", "nonesuch"), "There is no policy called nonesuch."),
        (("export", KEY, "--version", "99"), "The policy trade_review has no version 99."),
        (("lint", "nonesuch"), "There is no policy called nonesuch."),
        (("diff", KEY, "99"), "The policy trade_review has no version 99."),
        (
            ("activate", KEY, "99", "--reason", "x"),
            "The policy trade_review has no version 99.",
        ),
        (("import", KEY, "/nonesuch.csv"), "/nonesuch.csv cannot be read"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    people: tuple[As, As], command: tuple[str, ...], said: str
) -> None:
    done = people[0](*command)
    assert (done.returncode, done.stdout) in ((1, ""), (2, ""))
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_service_is_no_author(db: Database, exported: Path) -> None:
    edit(exported, "> 5000000", "> 6000000")
    done = in_process("policy", "import", KEY, str(exported), DATABASE_URL=db.api_url)
    assert done.returncode == 1
    assert "is a service: it must name one" in done.stderr
    with connect(db.url) as conn:
        assert rows.one(conn, "select max(version) from bankagent.policies") < 1000


def test_the_rights_of_a_person_are_enough_to_stop_decisions_and_for_nothing_else(
    db: Database, people: tuple[As, As]
) -> None:
    def run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
        url = changed_url(db.url, db.name, (f"{name}_{db.name}", "x"))
        return in_process(*words, DATABASE_URL=url)

    ok(run("anna", "decisions", "stop", "--reason", "Wrong rates."))
    assert "You have asked" in ok(run("anna", "decisions", "lift"))
    assert "go on" in ok(run("ben", "decisions", "lift"))
    refused = run("anna", "pause", "queue", "trade_review", "--reason", "x")
    assert (refused.returncode, "to whom a DBA has granted it" in refused.stderr) == (1, True)
    with connect(changed_url(db.url, db.name, (f"anna_{db.name}", "x"))) as anna:
        for attempt in (
            "alter table bankagent.policy_activations disable trigger user",
            DROP,
            "insert into bankagent.policy_checks default values",
            "set role bankagent_owner",
        ):
            with rows.refused("42501"):
                anna.execute(attempt)
