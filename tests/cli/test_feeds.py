"""`bankagent feed …` against an API and a worker as processes of their own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from bench import feed as feeds
from tests.support import people, rows
from tests.support.api_process import serving
from tests.support.cli import in_process
from tests.support.databases import Database
from tests.support.workers import Crew, crew

CLIENT = ("--client", "CUST-1042")


@dataclass(frozen=True, slots=True)
class Service:
    """An API, a crew of workers on its database, and the key of a caller."""

    url: str
    crew: Crew
    key: str

    def run(self, *words: str) -> CompletedProcess[str]:
        return in_process("feed", *words, BANKAGENT_URL=self.url, BANKAGENT_KEY=self.key)

    def send(self, file: Path, *words: str) -> tuple[int, dict[str, Any]]:
        done = self.run("send", str(file), *CLIENT, "--json", *words)
        return done.returncode, json.loads(done.stdout)

    def one(self, query: str, *parameters: Any) -> Any:
        return rows.one(self.crew.conn, query, *parameters)

    def requests(self) -> int:
        return int(self.one("select count(*) from bankagent.banking_requests"))


@pytest.fixture
def service(db: Database, free_port: int) -> Iterator[Service]:
    caller = people.keyed_caller(db.url, "recon")
    key = caller.headers["Authorization"].removeprefix("Bearer ")
    with (
        crew(db.url, db.worker_url) as hired,
        serving(free_port, BANKAGENT_API_DATABASE_URL=db.api_url) as api,
    ):
        yield Service(api.url, hired, key)


def written(folder: Path, text: str, name: str = "pairs.csv") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def statuses(pairs: int) -> dict[str, int]:
    """Return the decisions and statuses of so many pairs, whole hundreds, after their first run."""
    others = dict.fromkeys(("rejected", "needs_info", "received", "failed", "cancelled"), 0)
    return others | {"approved": pairs * 95 // 100, "awaiting_approval": pairs * 5 // 100}


def numbers(summary: dict[str, Any]) -> tuple[dict[str, int], dict[str, int]]:
    return summary["matches"], summary["statuses"]


def test_a_feed_is_taken_compared_and_decided_and_its_summary_is_that_of_the_view(
    service: Service, folder: Path
) -> None:
    service.crew.hire()
    file = written(folder, feeds.as_csv(feeds.pairs(300)))
    code, told = service.send(file)
    assert code == 1, "15 pairs wait for people"
    assert numbers(told) == (feeds.matches(300), statuses(300))
    assert (told["stored"], told["stored_before"], told["taken"], told["rows"]) == (
        300,
        0,
        300,
        300,
    )
    assert (told["exceptions_opened"], told["exceptions_open"], told["repeated"]) == (15, 15, 0)
    (row,) = rows.fetch(service.crew.conn, "table ops.feed_summaries")
    of_view = row._asdict()
    of_api = told | told["matches"] | told["statuses"]
    assert of_view["maker"] == "recon"
    assert {name: of_api[name] for name in of_view if isinstance(of_view[name], int)} == {
        name: value for name, value in of_view.items() if isinstance(value, int)
    }
    assert service.one("select count(*) from ops.exceptions_open") == 15
    shown = service.run("show", told["name"])
    assert shown.returncode == 0, shown.stderr
    for line in ("300 of 300 rows are taken", "279  matched exactly", "6  matched within tolerance",
                 "9  broken", "3  unmatched, ours alone", "15  waiting for people",
                 "15 opened, 15 open now"):  # fmt: skip
        assert line in shown.stdout, shown.stdout
    assert told["name"] in service.run("list").stdout
    listed = json.loads(service.run("list", "--json").stdout)["feeds"]
    assert [(one["name"], one["rows"], one["maker"]) for one in listed] == [
        (told["name"], 300, "recon")
    ]


def test_the_same_feed_again_stores_nothing_and_another_one_opens_nothing_twice(
    service: Service, folder: Path
) -> None:
    service.crew.hire()
    file = written(folder, feeds.as_csv(feeds.pairs(100)))
    _, first = service.send(file)
    _, again = service.send(file)
    assert (again["stored"], again["stored_before"]) == (0, 100)
    assert numbers(again) == numbers(first)
    _, other = service.send(file, "--name", "the-next-day")
    assert (other["stored"], other["repeated"], other["exceptions_opened"]) == (100, 5, 0)
    assert other["matches"] == first["matches"]
    assert (other["statuses"]["approved"], other["statuses"]["rejected"]) == (95, 5)
    assert service.one("select count(*) from bankagent.trade_exceptions") == 5


def test_a_feed_that_was_cut_off_in_the_middle_goes_on_when_it_is_sent_again(
    service: Service, folder: Path
) -> None:
    file = written(folder, feeds.as_csv(feeds.pairs(600)))
    # The second batch meets this, as it would meet a crash.
    service.crew.conn.execute(
        "create function public.cut() returns trigger language plpgsql as "
        "$$begin raise exception 'cut' using errcode = 'BA409'; end$$"
    )
    service.crew.conn.execute(
        "create trigger cut before insert on bankagent.banking_requests for each row "
        "when (new.payload #>> '{feed,row}' = '501') execute function public.cut()"
    )
    done = service.run("send", str(file), *CLIENT)
    assert (done.returncode, done.stdout) == (1, "")
    assert service.requests() == 500
    service.crew.conn.execute("drop function public.cut() cascade")
    service.crew.hire()
    _, told = service.send(file)
    assert (told["stored"], told["stored_before"], told["taken"]) == (100, 500, 600)
    assert numbers(told) == (feeds.matches(600), statuses(600))
    assert service.requests() == 600


def test_the_example_has_a_pair_of_each_sort(service: Service) -> None:
    service.crew.hire()
    _, told = service.send(Path(__file__).parents[2] / "examples" / "pairs.csv")
    assert told["matches"] == {
        "exact": 1, "within_tolerance": 2, "forced": 0, "broken": 1, "unmatched_ours": 1,
        "unmatched_theirs": 1, "not_compared": 0,
    }  # fmt: skip


def test_a_feed_whose_workers_are_away_is_taken_and_says_how_many_wait(
    service: Service, folder: Path
) -> None:
    file = written(folder, feeds.as_csv(feeds.pairs(20)))
    done = service.run("send", str(file), *CLIENT, "--wait", "0")
    assert done.returncode == 1
    assert "20  waiting for a worker" in done.stdout
    assert "20 rows are stored now, 0 were stored before" in done.stdout


def test_a_feed_without_a_break_ends_with_0(service: Service, folder: Path) -> None:
    service.crew.hire()
    text = "\n".join(
        json.dumps(
            {
                side: {"source": side, "record_number": f"{side}-{number}", "isin": "US0378331005",
                       "side": way, "quantity": 10, "price": "1.5", "settlement_amount": 15,
                       "currency": "USD", "settlement_date": "2026-11-25",
                       "raw": {"PX": "1.5"}, "mapping": {"price": "PX"}}
                for side, way in (("ours", "buy"), ("theirs", "sell"))
            }
        )
        for number in range(5)
    )  # fmt: skip
    code, told = service.send(written(folder, text, "pairs.jsonl"), "--on-behalf-of", "Carl")
    assert (code, told["matches"]["exact"], told["statuses"]["approved"]) == (0, 5, 5)
    assert service.one("select distinct on_behalf_of from bankagent.banking_requests") == "Carl"


def test_a_file_with_a_faulty_row_is_refused_whole_with_line_and_column(
    service: Service, folder: Path
) -> None:
    found = feeds.pairs(20)
    found[4]["theirs_quantity"] = "1,000"
    found[7]["ours_record_number"] = ""
    file = written(folder, feeds.as_csv(found))
    done = service.run("send", str(file), *CLIENT)
    assert (done.returncode, done.stdout) == (1, "")
    assert "2 faults" in done.stderr
    assert "pairs.csv line 6, column theirs_quantity: must be" in done.stderr
    assert "pairs.csv line 9, column ours_record_number: is required" in done.stderr
    assert service.requests() == 0


def test_other_content_under_the_name_of_a_feed_is_refused_and_stores_nothing(
    service: Service, folder: Path
) -> None:
    named = ("--name", "eod", "--wait", "0")
    assert service.send(written(folder, feeds.as_csv(feeds.pairs(20))), *named)[1]["stored"] == 20
    file = written(folder, feeds.as_csv(feeds.pairs(20, "other")))
    done = service.run("send", str(file), *CLIENT, *named)
    assert (done.returncode, done.stdout) == (1, "")
    assert "was sent before with other content, or for another client" in done.stderr
    assert service.requests() == 20
