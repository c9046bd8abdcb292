"""`bankagent doctor`, as a person on a night shift and as a script read it."""

import json

import psycopg

from tests.support.cli import bankagent, in_process
from tests.support.databases import Database

# Of the test server, which forgets all when the machine stops, and is quick for it; and of a
# database that has only the reference data that bankagent ships.
ACCEPTED = ("--skip", "settings", "--skip", "autovacuum", "--skip", "reference_data")


def test_a_fresh_database_needs_nobody(db: Database) -> None:
    done = bankagent("doctor", *ACCEPTED, DATABASE_URL=db.url)
    assert done.returncode == 0, done.stdout
    assert "No problems and no warnings." in done.stdout
    assert "skipped  settings, autovacuum, reference_data" in done.stdout


def test_a_fresh_database_is_told_that_its_reference_data_is_not_the_banks(db: Database) -> None:
    done = in_process("doctor", *ACCEPTED[:4], DATABASE_URL=db.url)
    assert done.returncode == 1
    assert (
        "warning  reference_data: These are only what bankagent ships: approval_demands, "
        in done.stdout
    )
    assert "No screening list is in force" in done.stdout
    assert done.stdout.splitlines()[-1] == "0 problems, 2 warnings."


def test_a_finding_says_what_it_is_and_what_to_do_and_the_exit_code_calls(db: Database) -> None:
    with psycopg.connect(db.url) as conn:
        conn.execute("alter table bankagent.votes disable trigger votes_append_only")
    done = in_process("doctor", *ACCEPTED, DATABASE_URL=db.url)
    assert done.returncode == 1
    head, do, fine, _, verdict = done.stdout.splitlines()
    assert head == (
        "problem  triggers: The trigger votes_append_only of bankagent.votes is switched off."
    )
    assert do.strip().startswith("→ alter table bankagent.votes enable trigger votes_append_only;")
    assert fine.startswith("ok       server, ")
    assert "triggers" not in fine
    assert verdict == "1 problem, 0 warnings."
    told = json.loads(in_process("doctor", *ACCEPTED, "--json", DATABASE_URL=db.url).stdout)
    assert told["well"] is False
    assert told["skipped"] == ["settings", "autovacuum", "reference_data"]
    bad = [one for one in told["checks"] if one["level"] == "problem"]
    assert [(one["check"], len(one["findings"])) for one in bad] == [("triggers", 1)]
    assert bad[0]["findings"][0].keys() == {"level", "code", "what", "do"}
    assert bad[0]["findings"][0]["code"] == "trigger_off"


def test_what_it_may_not_see_is_said_and_is_no_reason_to_fail(db: Database) -> None:
    done = in_process("doctor", *ACCEPTED, DATABASE_URL=db.auditor_url)
    assert done.returncode == 0, done.stdout
    assert "unseen   long_transactions: Could not look" in done.stdout
    assert "→ grant pg_monitor to auditor_user;" in done.stdout


def test_a_check_that_there_is_not_is_a_wrong_argument(db: Database) -> None:
    done = in_process("doctor", "--skip", "nonesuch", DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (2, "")
    said = " ".join(done.stderr.replace("│", " ").split())
    assert "Invalid value for '--skip': There is no check nonesuch; there are server" in said


def test_a_wrong_setting_and_a_database_that_is_away_are_one_sentence(db: Database) -> None:
    for settings, options, code, words in (
        ({"DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, (), 1, "The database refused"),
        ({"BANKAGENT_PORT": "1"}, (), 2, "did you mean PORT"),
    ):
        done = in_process("doctor", *options, **settings)
        assert (done.returncode, done.stdout) == (code, "")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
