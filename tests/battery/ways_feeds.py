"""Ways in of feeds: files of pairs by the command, and their summaries over HTTP."""

from pathlib import Path
from tempfile import TemporaryDirectory

from bench import feed
from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import rows
from tests.support.exact import assert_just_now, parsed

MATCHES = {"exact": 6, "broken": 1, "within_tolerance": 0, "unmatched_ours": 0}


@way
def feed_commands(at: Installation) -> None:
    mark = str(rows.one(at.dba, "select pg_catalog.gen_random_uuid()::text"))[:8]
    name, key = f"battery-{mark}", at.caller.key.text
    with TemporaryDirectory() as folder:
        file = Path(folder) / "Zażółć.csv"
        file.write_text(feed.as_csv(feed.pairs(7, mark)), encoding="utf-8")
        send = ("feed", "send", str(file), "--client", CLIENT, "--name", name)
        told = parsed(at.command(*send, "--json", code=1, BANKAGENT_KEY=key).stdout)
        assert {match: told["matches"][match] for match in MATCHES} == MATCHES
        again = at.command(*send, code=1, BANKAGENT_KEY=key).stdout
    assert "0 rows are stored now, 7 were stored before" in again
    assert "7 of 7 rows are taken" in at.command("feed", "show", name).stdout
    assert name in at.command("feed", "list").stdout


@way
def feeds_over_http(at: Installation) -> None:
    listed = at.ask("GET", "/feeds?limit=200")["feeds"]
    (one,) = [it for it in listed if it["name"].startswith("battery-")][:1]
    assert one["client_id"] == CLIENT
    assert_just_now(one["began_at"])
    found = at.ask("GET", f"/feeds/{one['name']}")
    assert (found["rows"], found["taken"], found["exceptions_open"]) == (7, 7, 1)
    seen = at.ask("GET", f"/feeds/{one['name']}?maker={one['maker']}", by=at.reviewer)
    assert seen["matches"] == found["matches"]
