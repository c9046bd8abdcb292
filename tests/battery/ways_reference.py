"""Ways in of reference data: what operators import and activate, and what callers read of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql
from tests.support import rows
from tests.support.exact import assert_just_now, parsed

WHO = f"Zażółć, {CLIENT}"
SOURCE = ("--source", WHO, "--description", WHO)
# Of each rate one digit more than a double has, and the most decimals that there may be.
RATES = [
    ("2026-10-29", "JPY", "175.6800000001"),
    ("2026-10-30", "JPY", "123456789.0123456789"),
    ("2026-10-30", "USD", "1.1172"),
]
AGAIN = [RATES[0], (*RATES[1][:2], "123456789.0123456788")]
ENTRIES = f"""\
entry_id,name,name_type,quality,entity_type,program,country,birth_date,identifiers,remarks
7,"{WHO}",primary,,person,TEST,PL,1965-03-09,passport:A123:PL,"C:\\new ""\\S"" {CLIENT}"
"""
STORED = (
    "select r.day::text, r.currency, r.rate::text from bankagent.fx_rates as r "
    "inner join bankagent.reference_versions as v on v.id = r.reference_version_id "
    "where v.version = %s order by 1, 2"
)
NAMES = (
    "select n.name, e.remarks from bankagent.screening_entries as e "
    "inner join bankagent.screening_names as n using (reference_version_id, entry_id) "
    "inner join bankagent.reference_versions as v on v.id = e.reference_version_id "
    "where v.dataset = 'screening:BATTERY'"
)


@way
def reference_commands(at: Installation) -> None:
    """A version is imported, compared with the one in force, activated and listed."""
    with _saved(_csv(RATES)) as path, _saved(_csv(AGAIN)) as other:
        made = parsed(at.command("reference", "import", "fx_rates", path, *SOURCE, "--json").stdout)
        number = made["version"]
        assert (made["source"], made["as_of"], made["row_count"]) == (WHO, "2026-10-30", 3)
        assert_just_now(made["imported_at"])
        assert rows.fetch(at.dba, STORED, number) == RATES
        again = parsed(
            at.command("reference", "import", "fx_rates", path, *SOURCE, "--json").stdout
        )
        assert (again["imported"], again["sha256"]) == (False, made["sha256"])
        assert "in force from now on" in at.command("reference", "activate", "fx_rates").stdout
        at.command("reference", "import", "fx_rates", other, *SOURCE)
    with _saved(ENTRIES) as path:
        at.command("reference", "import", "screening:TRIAL", path, *SOURCE)
    at.command("reference", "activate", "screening:TRIAL")
    assert "is retired" in at.command("reference", "retire", "screening:TRIAL").stdout
    at.command("reference", "retire", "screening:TRIAL", code=1)
    told = parsed(at.command("reference", "diff", "fx_rates", "--json").stdout)
    changes = {one["change"]: one for one in told["changes"]}
    assert set(changes) == {"changed", "removed"}
    assert changes["removed"]["key"] == {"day": "2026-10-30", "currency": "USD"}
    after = [str(changes["changed"][side]["rate"]) for side in ("old_values", "new_values")]
    assert after == [RATES[1][2], AGAIN[1][2]]
    assert AGAIN[1][2] in at.command("reference", "diff", "fx_rates").stdout
    listed = parsed(at.command("reference", "list", "fx_rates", "--json").stdout)
    assert [one["state"] for one in listed[:2]] == ["imported", "in force"]
    assert_just_now(listed[1]["activated_at"])
    assert "Zażółć" in at.command("reference", "list").stdout


@way
def reference_over_http(at: Installation) -> None:
    with _saved(ENTRIES) as path:
        at.command("reference", "import", "screening:BATTERY", path, *SOURCE)
    at.command("reference", "activate", "screening:BATTERY")
    assert rows.fetch(at.dba, NAMES) == [(WHO, f'C:\\new "\\S" {CLIENT}')]
    found = {one["dataset"]: one for one in at.ask("GET", "/reference")["reference"]}
    one = found["screening:BATTERY"]
    assert (one["source"], one["description"], one["is_shipped"]) == (WHO, WHO, False)
    assert_just_now(one["activated_at"])
    assert one["age_days"] in (0, 1)


@way
def faulty_reference(at: Installation) -> None:
    with _saved(_csv([("2026-10-30", "USD", "about 1")])) as path:
        done = at.command("reference", "import", "fx_rates", path, *SOURCE, code=1)
    assert "line 2, column rate" in done.stderr
    at.command("reference", "activate", "screening:NONE", code=1)


@way_by_psql
def verbs_of_reference(at: Installation) -> None:
    """An import by a script of psql, whose rows the doctor finds unaltered."""
    added = (
        f"select bankagent.begin_reference_import('country_risk', '{WHO}', '2026-10-30', '{WHO}')"
        " as id \\gset\n"
        "select bankagent.add_reference_rows(:id, 'country_risk', "
        f"""'[{{"country": "PL", "tier": "low", "reason": "{WHO}"}}]');\n"""
        "select version > 1, row_count from bankagent.finish_reference_import(:id);\n"
    )
    assert at.psql("operator", f"begin;\n{added}commit;\n") == ["1", "t|1"]
    activate = "select source from bankagent.activate_reference('country_risk')"
    assert at.psql("operator", activate) == [WHO]


def _csv(rates: list[tuple[str, str, str]]) -> str:
    return "\n".join(["day,currency,rate", *(",".join(one) for one in rates)])


@contextmanager
def _saved(content: str) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "żółć.csv")
        path.write_text(content, encoding="utf-8")
        yield str(path)
