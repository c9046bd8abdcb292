"""`bankagent reference …`, as operators and their scripts run it."""

import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bankagent.reference.forms import FORMS
from bankagent.reference.read import form_of
from tests.support import rows, verbs
from tests.support.cli import COMMAND, environment
from tests.support.cli import bankagent as in_a_process
from tests.support.cli import in_process as bankagent
from tests.support.databases import Database
from tests.support.rows import connect

OFAC = Path(__file__).parents[1] / "data" / "ofac"
SOURCE = ("--source", "a test")
NO_CURRENCY = "must be a currency code of ISO 4217 as in USD; EUR has no rate"
RATES = "day,currency,rate\n2026-10-29,USD,1.1201\n2026-10-30,USD,1.1172\n2026-10-30,JPY,175.680\n"


@pytest.fixture
def saved(tmp_path: Path) -> Any:
    def save(content: str | bytes, name: str = "rows.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return save


def told(db: Database, *command: str, code: int = 0) -> Any:
    done = bankagent("reference", *command, "--json", DATABASE_URL=db.url)
    assert done.returncode == code, done.stderr
    assert done.stderr == ""
    return json.loads(done.stdout)


def test_rates_are_imported_compared_activated_and_listed(db: Database, saved: Any) -> None:
    def said(*command: str) -> str:
        done = bankagent("reference", *command, DATABASE_URL=db.url, COLUMNS=160)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    with connect(db.url) as conn:
        first = 1 + rows.one(
            conn,
            "select coalesce(max(version), 0) from bankagent.reference_versions "
            "where dataset = 'fx_rates'",
        )
    words = f"fx_rates version {first} (3 rows, as of 2026-10-30)"
    assert said("import", "fx_rates", saved(RATES), *SOURCE) == (
        f"{words} is imported; `bankagent reference activate fx_rates {first}` puts it in force.\n"
    )
    assert said("activate", "fx_rates", str(first)) == f"{words} is in force from now on.\n"
    again = RATES.replace("1.1172", "1.12").replace("2026-10-29", "2026-10-28")
    said("import", "fx_rates", saved(again), "--source", "another")
    compared = said("diff", "fx_rates").splitlines()
    assert compared[-1] == f"fx_rates {first} to {first + 1}: 1 added, 1 removed, 1 changed."
    (changed,) = (line for line in compared if line.startswith("changed"))
    assert " ".join(changed.split()) == (
        "changed fx_rates day 2026-10-30, currency USD rate 1.1172 rate 1.12"
    )
    listed = said("list", "fx_rates").splitlines()
    assert listed[1].split()[:5] == ["fx_rates", str(first + 1), "imported", "2026-10-30", "3"]
    assert listed[2].split()[:4] == ["fx_rates", str(first), "in", "force"]
    assert "fx_rates" in said("list")


def test_the_same_file_again_imports_nothing_and_is_no_failure(db: Database, saved: Any) -> None:
    first = told(db, "import", "fx_rates", saved(RATES), *SOURCE)
    assert (first["imported"], first["state"], first["row_count"]) == (True, "imported", 3)
    lines = RATES.splitlines()
    shuffled = "\r\n".join([lines[0], *reversed(lines[1:])]).replace("175.680", "175.68")
    again = told(db, "import", "fx_rates", saved("\ufeff" + shuffled), "--source", "x")
    assert again == first | {"imported": False}
    later = told(db, "import", "fx_rates", saved(RATES), *SOURCE, "--as-of", "2026-10-31")
    assert (later["imported"], later["version"]) == (True, first["version"] + 1)
    assert later["sha256"] == first["sha256"]


def test_a_nightly_job_may_activate_where_nothing_is_new(db: Database, saved: Any) -> None:
    told(db, "import", "fx_rates", saved(RATES), *SOURCE)
    first = told(db, "activate", "fx_rates")
    assert told(db, "import", "fx_rates", saved(RATES), *SOURCE)["imported"] is False
    assert told(db, "activate", "fx_rates") == first
    named = ("reference", "activate", "fx_rates", str(first["version"]))
    done = bankagent(*named, DATABASE_URL=db.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is in force already" in done.stderr


def test_ofacs_own_files_are_imported_as_they_are(db: Database) -> None:
    files = (str(OFAC / "sdn.csv"), "--aliases", str(OFAC / "alt.csv"))
    done = told(db, "import", "screening:OFAC-SDN", *files, *SOURCE, "--as-of", "2019-08-01")
    assert (done["dataset"], done["version"], done["as_of"]) == (
        "screening:OFAC-SDN",
        1,
        "2019-08-01",
    )
    # 11 entries with their names, 34 aliases of which one comes twice and two are primary names,
    # and 10 weak ones in the remarks.
    assert done["row_count"] == 11 + 11 + 34 - 3 + 10
    with connect(db.url) as conn:
        names = rows.fetch(
            conn,
            "select name, name_type, quality from bankagent.screening_names "
            "where entry_id = '3754' order by name_type desc, name",
        )
        (person,) = rows.fetch(
            conn,
            "select entity_type, program, birth_date, identifiers "
            "from bankagent.screening_entries where entry_id = '3754'",
        )
    assert names[0] == ("ABU MARZOOK, Mousa Mohammed", "primary", "strong")
    assert ("ABU-'UMAR", "alias", "weak") in names
    assert ("MARZUK, Musa Abu", "alias", "strong") in names
    assert person == (
        "person",
        "SDGT; SDT",
        "1951-02-09",
        [
            {"type": "Passport", "value": "92/664", "country": "Egypt"},
            {"type": "SSN", "value": "523-33-8386", "country": "United States"},
        ],
    )


def test_a_bad_line_in_the_middle_is_named_and_nothing_is_half_loaded(
    db: Database, saved: Any
) -> None:
    good = [f"2026-10-30,{code},1.5" for code in ("USD", "GBP", "CHF", "SEK")]
    bad = ["2026-10-31,XXX,1", "30/10/2026,JPY,1", "2026-10-30,NOK,1,5", "2026-10-30,USD,0"]
    text = "\n".join(["day,currency,rate", *good[:2], *bad, *good[2:]])
    with connect(db.url) as conn:
        before = rows.one(conn, "select count(*) from bankagent.fx_rates")
        done = bankagent(
            "reference", "import", "fx_rates", saved(text), *SOURCE, DATABASE_URL=db.url
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.splitlines() == [
            "bankagent: Nothing was imported: 4 faults.",
            f"  rows.csv line 4, column currency: {NO_CURRENCY}",
            "  rows.csv line 5, column day: must be a day as 2026-11-24",
            "  rows.csv line 6: must have 3 cells, not 4; a text with commas needs quotes",
            "  rows.csv line 7, column rate: must be above zero",
        ]
        assert rows.one(conn, "select count(*) from bankagent.fx_rates") == before
    said = told(db, "import", "fx_rates", saved(text), *SOURCE, code=1)
    assert said["findings"][1] == {
        "field": "rows.csv line 5, column day",
        "expected": "must be a day as 2026-11-24",
    }


def test_a_terminal_shows_progress_and_a_pipe_the_answer_alone(db: Database, saved: Any) -> None:
    ours, theirs = pty.openpty()
    command = ("reference", "import", "fx_rates", saved(RATES), *SOURCE)
    done = subprocess.run(
        [*COMMAND, *command],
        env=environment(DATABASE_URL=db.url, TERM="xterm"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        check=True,
    )
    os.close(theirs)
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        shown = terminal.read(100_000).decode()
    assert "storing" in shown
    assert "3/3" in shown
    assert done.stdout.count("\n") == 1
    assert in_a_process(*command, DATABASE_URL=db.url).stderr == ""


def test_what_cannot_be_is_one_sentence(db: Database, saved: Any) -> None:
    rates = saved(RATES)
    for url, command, code, words in (
        (db.url, ("import", "nonesuch", rates, *SOURCE), 1, "The dataset must be fx_rates, "),
        (db.url, ("import", "screening:x", rates, *SOURCE), 1, "The dataset must be fx_rates, "),
        (db.url, ("import", "fx_rates", rates, "--source", " "), 1, "Source must say"),
        (
            db.url,
            ("import", "fx_rates", rates, *SOURCE, "--as-of", "2026-10-29"),
            1,
            "--as-of must be 2026-10-30 or later",
        ),
        (
            db.url,
            ("import", "fx_rates", rates, *SOURCE, "--as-of", "2099-01-01"),
            1,
            "from 1990-01-01 to tomorrow",
        ),
        (db.url, ("activate", "screening:NONE"), 1, "no version yet of screening:NONE"),
        (db.url, ("diff", "screening:NONE"), 1, "has no version in force"),
        (db.url, ("diff", "fx_rates", "--from", "7", "--to", "9"), 1, "no version 7 of fx_rates"),
        (db.url, ("list", "nonesuch"), 1, "The dataset must be"),
        (db.api_url, ("import", "fx_rates", rates, *SOURCE), 1, "members of bankagent_owner"),
        (db.api_url, ("activate", "fx_rates", "1"), 1, "members of bankagent_owner"),
    ):
        done = bankagent("reference", *command, DATABASE_URL=url)
        assert (done.returncode, done.stdout) == (code, ""), command
        assert words in done.stderr, command
    without = bankagent("reference", "import", "fx_rates", rates, DATABASE_URL=db.url)
    assert without.returncode == 2
    assert "--source" in without.stderr
    missing = bankagent("reference", "import", "fx_rates", "gone.csv", *SOURCE, DATABASE_URL=db.url)
    assert missing.returncode == 2


def test_an_import_that_is_killed_leaves_nothing(db: Database, saved: Any) -> None:
    """As a failure in the middle does: the transaction was never committed."""
    header = "scope,name,currency,automatic_limit\n"
    lines = "".join(f"desk,desk-{number},USD,1\n" for number in range(5000))
    with connect(db.url) as conn:
        # The second statement of the import fails, when 2,000 rows are in.
        conn.execute(
            "create function public.fail() returns trigger language plpgsql as "
            "$$begin raise exception 'out of order' using errcode = '53100'; end$$;"
            "create trigger fail before insert on bankagent.trading_limits for each row "
            "when (new.name = 'desk-3000') execute function public.fail()"
        )
        before = rows.fetch(conn, "select id from bankagent.reference_versions")
        command = ("reference", "import", "trading_limits", saved(header + lines), *SOURCE)
        assert bankagent(*command, DATABASE_URL=db.url).returncode == 1
        assert rows.fetch(conn, "select id from bankagent.reference_versions") == before
        assert (
            rows.one(conn, "select count(*) from bankagent.trading_limits where name = 'desk-1'")
            == 0
        )
        conn.execute("drop function public.fail cascade")
    assert bankagent(*command, DATABASE_URL=db.url).returncode == 0


LARGEST = "9" * 18 + ".1234567891"
EXTREMES = {
    "fx_rates": ("1990-01-01,USD,999999999.1234567891", "2026-10-30,XAU,0.0000000001"),
    "calendars": (
        "A_1,mon tue wed thu fri sat,1990-01-01,2100-12-31,,",
        f"A_1,,,,2100-12-31,{'é' * 100}",
        "ZZZZZZZZZZZZZZZZ,sun,2026-01-01,2026-01-01,,",
    ),
    "restricted_instruments": (
        f"US0378331005,^./=:- 890123456789012345678901.,watch,{'😀' * 200}",
        ",0,restricted,'",
    ),
    "country_risk": ('KP,prohibited,"a, ""b"" \\N \\ \u200b"',),
    "trading_limits": (f"desk,{'A' * 64},USD,{LARGEST}", "book,0,JPY,0"),
    "tolerances": (f"{'a' * 40},{'z' * 40},ticks,{LARGEST}",),
    "document_requirements": (
        f"a,any,a,a,yes,120,director,{' '.join(['b' * 40] * 20)}",
        f"{'b' * 40},KP,b,b,no,,,",
    ),
    "product_risk": (f"product,{'a' * 40},prohibited,{'é' * 200}",),
    "approval_demands": (
        f"any,review,1,{'a' * 40},9,100000,{' '.join(['Z' * 16] * 10)},Asia/Kolkata,00:00,24:00",
        f"{'a' * 40},review,1,any,1,,,,,",
        f"{'a' * 40},escalate,1,any,2,,,,,",
    ),
    "screening:A-1._": (
        f"{'9' * 64},{'Ж' * 500},primary,weak,vessel,{'p' * 300},KP,circa 1965,a:b,{'r' * 5000}",
        f"{'9' * 64},\u202eemaN,alias,,,,,,,",
    ),
}


def test_each_form_has_its_extremes() -> None:
    assert [*map(form_of, EXTREMES)] == [*FORMS.values()]


@pytest.mark.parametrize("dataset", EXTREMES)
def test_what_the_reader_takes_the_tables_take(db: Database, saved: Any, dataset: str) -> None:
    def imported(name: str) -> Any:
        text = "\n".join([",".join(form_of(name).header), *EXTREMES[name]])
        done = told(db, "import", name, saved(text), *SOURCE, "--as-of", "2026-10-30")
        assert done["imported"]
        return done

    if dataset == "approval_demands":  # which names a type and a calendar that must be there
        with connect(db.url) as conn:
            verbs.add_queue(conn, "a" * 40)
        told(db, "activate", "calendars", str(imported("calendars")["version"]))
    done = imported(dataset)
    if dataset == "approval_demands":
        again = bankagent("reference", "activate", dataset, DATABASE_URL=db.url)
        assert "another person must activate it" in again.stderr
    else:
        told(db, "activate", dataset, str(done["version"]))
