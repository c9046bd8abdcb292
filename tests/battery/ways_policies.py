"""Ways in of compliance: policies over HTTP, by commands and by psql; stops of decisions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.battery.given import CLIENT, brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql
from tests.support import policies
from tests.support.exact import assert_just_now, parsed

WHO = f"Zażółć, {CLIENT}"
KEY = "trade_review"
VERSIONS = f"/policies/{KEY}/versions"
NEWEST = policies.shipped(KEY)
LIMIT = "> 5000000"
LATER = "2099-01-01T00:00+01:00"


@way
def policies_over_http(at: Installation) -> None:
    """A reviewer stores a version, an operator activates it; and the other way round."""
    found = at.ask("GET", f"{VERSIONS}/{NEWEST.version}", by=at.reviewer)
    draft = {"csv": found["csv"].replace(LIMIT, "> 5000000.01"), "facts": found["facts"]}
    draft["examples"] = found["examples"].replace("5000000.01", "5000000.02")
    stored = at.ask("POST", VERSIONS, 201, by=at.reviewer, json=draft)
    assert (stored["lint"]["passed"], stored["test"]["passed"]) == (True, True)
    number = str(stored["version"])
    said = at.command("policy", "activate", KEY, number, "--reason", WHO).stdout
    assert said == f"{KEY}@{number} is in force.\n"
    in_force = at.ask("GET", "/policies", by=at.reviewer)["policies"]
    (active,) = (one for one in in_force if one["key"] == KEY)
    assert (active["version"], active["author"], active["reason"]) == (int(number), "anna", WHO)
    assert_just_now(active["active_from"])
    listed = at.ask("GET", f"/policies/{KEY}", by=at.reviewer)["policies"]
    assert [one["status"] for one in listed if one["version"] == int(number)] == ["active"]
    back = f"{VERSIONS}/{NEWEST.version}/activate"
    done = at.ask("POST", back, by=at.reviewer, json={"reason": WHO})
    assert_just_now(done["active_from"])
    at.call("POST", f"{VERSIONS}/{number}/activate", 403, by=at.reviewer, json={"reason": WHO})
    at.ask("POST", back, by=at.reviewer, json={"reason": WHO, "active_from": LATER})
    withdraw = back.replace("activate", "withdraw")
    gone = at.ask("POST", withdraw, by=at.reviewer, json={"reason": WHO})
    assert [datetime.fromisoformat(one) for one in gone["withdrawn"]] == [
        datetime.fromisoformat(LATER)
    ]


@way
def policy_commands(at: Installation) -> None:
    with _folder() as folder:
        file = str(folder / "żółć.csv")
        at.command("policy", "export", KEY, "--version", str(NEWEST.version), "--to", file)
        at.command("policy", "lint", file)
        assert "approve" in at.command("policy", "test", file).stdout
        same = parsed(at.command("policy", "import", KEY, file, "--json").stdout)
        assert (same["disposition"], same["sha256"]) == ("replayed", NEWEST.sha256)
        _edited(Path(file))
        assert "5000000.02" in at.command("policy", "diff", KEY, file).stdout
        made = parsed(at.command("policy", "import", KEY, file, "--json").stdout)
        number = str(made["version"])
        at.command("policy", "lint", KEY, "--version", number)
        examples = str(Path(file).with_suffix(".tests.csv"))
        at.command("policy", "test", KEY, "--version", number, "--examples", examples)
    at.command("policy", "test", KEY, "--version", number)  # by the examples that were kept
    at.command("policy", "activate", KEY, number, "--reason", WHO, code=1)  # its author
    newest = (KEY, str(NEWEST.version), "--reason", WHO)
    at.command("policy", "activate", *newest, "--from", LATER)
    assert "takes over on 20" in at.command("status").stdout
    at.command("policy", "withdraw", *newest)
    at.command("policy", "withdraw", *newest, code=1)
    listed = parsed(at.command("policy", "list", KEY, "--json").stdout)
    (one,) = [one for one in listed if one["version"] == made["version"]]
    assert (one["status"], one["author"]) == ("tested", at.logins.operator)
    assert_just_now(one["stored_at"])


@way
def stop_of_decisions(at: Installation) -> None:
    at.command("decisions", "stop", KEY, "--reason", WHO)
    brought_to(at, "awaiting_approval")
    assert WHO in at.command("status").stdout
    assert "You have asked" in at.command("decisions", "lift", KEY).stdout
    at.command("decisions", "lift", KEY, code=1)
    at.dba.execute("select bankagent.lift_stop(%s)", [KEY])
    brought_to(at, "processed")


@way_by_psql
def verbs_of_policies(at: Installation) -> None:
    table = NEWEST.table_json.replace(LIMIT, "> 5000000.03")
    store = (
        f"select version, disposition from bankagent.store_policy_version('{KEY}', $t${table}$t$, "
    )
    number, made = at.psql("operator", f"{store}'{WHO}');")[0].split("|")
    assert made == "created"
    assert at.psql("operator", f"{store}'{WHO}');") == [f"{number}|replayed"]
    check = f"select 1 from bankagent.record_policy_check('{KEY}', {number}, 'lint', true, '{{}}');"
    assert at.psql("operator", check) == ["1"]
    activate = f"select reason from bankagent.activate_policy('{KEY}', {NEWEST.version}, '{WHO}');"
    assert at.psql("operator", activate) == [WHO]
    later = activate.replace(");", f", '{LATER}');")
    assert at.psql("operator", later) == [WHO]
    withdraw = (
        "select withdrawal_reason "
        f"from bankagent.withdraw_activation('{KEY}', {NEWEST.version}, '{WHO}');"
    )
    assert at.psql("operator", withdraw) == [WHO]


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


def _edited(file: Path) -> None:
    """Raise the limit of a table, and with it the examples beside it."""
    for one, before, after in (
        (file, LIMIT, "> 5000000.02"),
        (file.with_suffix(".tests.csv"), "5000000.01", "5000000.03"),
    ):
        text: Any = one.read_text(encoding="utf-8-sig")
        one.write_text(text.replace(before, after), encoding="utf-8-sig")
