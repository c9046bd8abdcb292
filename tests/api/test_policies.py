"""Policies over HTTP: read by reviewers, written and activated by two people of compliance."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.support import policies
from tests.support.databases import Database
from tests.support.people import keyed_caller, keyed_reviewer
from tests.support.rows import connect

VERSIONS = "/policies/trade_review/versions"
HEADER = "Test,Notional,In USD,Quantity times price,Dates,Outcome,Rules\n"
AN_EXAMPLE = HEADER + "dates the wrong way round,,,,reversed,needs_info,TR-040\n"


class Person:
    """A reviewer who calls the API."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers=self.headers | headers)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.client.post(path, headers=self.headers, json=body)


@pytest.fixture
async def anna(api: httpx.AsyncClient, db: Database) -> Person:
    return Person(api, keyed_reviewer(db.url, "anna", "compliance").headers)


@pytest.fixture
async def ben(api: httpx.AsyncClient, db: Database) -> Person:
    return Person(api, keyed_reviewer(db.url, "ben", "compliance").headers)


async def exported(person: Person) -> dict[str, Any]:
    answer = await person.get(f"{VERSIONS}/1")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def draft(person: Person, limit: int = 6_000_000, **more: Any) -> httpx.Response:
    """Send version 1 with another limit."""
    found = await exported(person)
    table = found["csv"].replace("> 5000000", f"> {limit}")
    told = {"examples": AN_EXAMPLE, "facts": found["facts"]} | more
    return await person.post(VERSIONS, csv=table, **told)


async def test_a_draft_is_stored_checked_and_activated_by_another_person(
    anna: Person, ben: Person
) -> None:
    stored = await draft(anna)
    assert stored.status_code == 201, stored.text
    told = stored.json()
    assert (told["version"], told["disposition"]) == (1001, "created")
    assert (told["lint"]["passed"], told["test"]["passed"]) == (True, True)
    assert told["test"]["thresholds"][0]["tried"][1] == {
        "value": "6000000",
        "fires": False,
        "outcome": "approve",
    }
    assert stored.headers["location"] == f"{VERSIONS}/1001"
    own = await anna.post(f"{VERSIONS}/1001/activate", reason="Mine.")
    assert own.status_code == 403
    assert "who may not activate it" in own.json()["detail"]
    done = await ben.post(f"{VERSIONS}/1001/activate", reason="Committee of May.")
    assert done.status_code == 200, done.text
    listed = (await ben.get("/policies")).json()["policies"]
    (in_force,) = [one for one in listed if one["key"] == "trade_review"]
    assert (in_force["version"], in_force["author"], in_force["activated_by"]) == (
        1001,
        "anna",
        "ben",
    )
    listed = (await anna.get("/policies/trade_review")).json()["policies"]
    assert [one["version"] for one in listed][-1] == 1001


async def test_the_same_table_is_the_version_that_holds_it(anna: Person, ben: Person) -> None:
    found = await exported(anna)
    replayed = await ben.post(VERSIONS, csv=found["csv"], facts=found["facts"])
    assert (replayed.status_code, replayed.json()["version"]) == (201, 1)
    assert replayed.json()["disposition"] == "replayed"
    assert replayed.json()["sha256"] == found["version"]["sha256"]


async def test_a_spreadsheet_reads_a_version_as_csv(anna: Person) -> None:
    answer = await anna.get(f"{VERSIONS}/1", accept="text/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text == (await exported(anna))["csv"]
    (shipped,) = [one for one in policies.TABLES if policies.label(one) == "trade_review@1"]
    assert answer.text == shipped.read_text()


async def test_a_fault_of_a_cell_is_a_finding_and_nothing_is_stored(anna: Person) -> None:
    found = await exported(anna)
    table = found["csv"].replace("> 5000000", "> > 5")
    answer = await anna.post(VERSIONS, csv=table, facts=found["facts"])
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["field"] == "row 3, column Notional"
    listed = (await anna.get("/policies/trade_review")).json()["policies"]
    assert max(one["version"] for one in listed) < 1000


@pytest.mark.parametrize(
    ("part", "value"),
    [("pattern", "["), ("minimum", "abc"), ("minimum", [1]), ("enum", [{}]), ("maximum", True)],
)
async def test_a_bad_facts_file_is_a_finding_and_nothing_is_stored(
    anna: Person, part: str, value: Any
) -> None:
    found = await exported(anna)
    facts = json.loads(found["facts"])
    facts["facts"]["notional"][part] = value
    answer = await anna.post(VERSIONS, csv=found["csv"], facts=json.dumps(facts))
    assert answer.status_code == 422, answer.text
    assert f"facts.notional.{part}" in {one["field"] for one in answer.json()["errors"]}
    listed = (await anna.get("/policies/trade_review")).json()["policies"]
    assert max(one["version"] for one in listed) < 1000


async def test_a_version_that_fails_its_lint_stays_a_draft(anna: Person, ben: Person) -> None:
    found = await exported(anna)
    table = found["csv"] + "TR-050,> 9000000,yes,,,approve,large trades stand\n"
    stored = (await anna.post(VERSIONS, csv=table, facts=found["facts"])).json()
    assert stored["lint"]["faults"][0]["place"] == "row 7 (TR-050)"
    answer = await ben.post(f"{VERSIONS}/1001/activate", reason="x")
    assert (answer.status_code, "has not passed its lint" in answer.text) == (409, True)


def with_moon(found: dict[str, Any]) -> dict[str, str]:
    """A version with a rule on a fact that no code finds."""
    facts = json.loads(found["facts"])
    facts["facts"]["moon_phase"] = {"type": "string", "enum": ["full", "new"]}
    facts["columns"].append({"id": "moon", "name": "Moon", "field": "moon_phase"})
    head, *rows = csv.reader(io.StringIO(found["csv"]))
    blank = [""] * (len(head) - 3)
    cells = [[*row[:-2], "", *row[-2:]] for row in rows]
    cells.append(["TR-999", *blank, "full", "review", "the moon is full"])
    text = io.StringIO()
    csv.writer(text).writerows([[*head[:-2], "Moon", *head[-2:]], *cells])
    return {"csv": text.getvalue(), "facts": json.dumps(facts)}


async def test_a_fact_that_no_code_finds_keeps_a_version_out_of_force(
    anna: Person, ben: Person
) -> None:
    # In force it would have kept all workers from the type.
    stored = await anna.post(VERSIONS, **with_moon(await exported(anna)))
    assert stored.status_code == 201, stored.text
    (fault,) = stored.json()["lint"]["faults"]
    assert fault["place"] == "column Moon"
    assert "moon_phase, which no code finds; the facts are: book_limit" in fault["text"]
    assert stored.json()["test"]["passed"] is False
    answer = await ben.post(f"{VERSIONS}/1001/activate", reason="x")
    assert (answer.status_code, "has not passed its lint" in answer.text) == (409, True)


async def test_an_example_that_does_not_hold_fails_the_test(anna: Person) -> None:
    stored = await draft(anna, examples=HEADER + "at the limit,6000000,yes,,,review,\n")
    assert stored.json()["test"]["failures"][0]["name"] == "at the limit"
    (last,) = (await anna.get("/policies/trade_review")).json()["policies"][-1:]
    assert (last["status"], last["tested"]) == ("linted", False)


async def test_a_version_keeps_the_examples_of_its_test_and_fails_without_one(
    anna: Person, ben: Person
) -> None:
    assert (await exported(anna))["examples"] == policies.examples("trade_review", 1)
    stored = await draft(anna)
    assert stored.json()["test"]["examples_csv"] == AN_EXAMPLE
    assert stored.json()["test"]["no_example"] == ["TR-000", "TR-010", "TR-020", "TR-030"]
    assert (await ben.get(f"{VERSIONS}/1001")).json()["examples"] == AN_EXAMPLE
    without = await draft(anna, limit=7_000_000, examples=None)
    assert (without.json()["test"]["passed"], without.json()["test"]["examples"]) == (False, 0)
    answer = await ben.post(f"{VERSIONS}/1002/activate", reason="x")
    assert (answer.status_code, "has not passed its test" in answer.text) == (409, True)


async def test_a_check_that_was_only_recorded_is_made_again_before_the_activation(
    anna: Person, ben: Person, db: Database
) -> None:
    await draft(anna, examples=None)
    with connect(db.url) as conn:
        conn.execute(
            "select bankagent.record_policy_check('trade_review', 1001, 'test', true, '{}')"
        )
    answer = await ben.post(f"{VERSIONS}/1001/activate", reason="x")
    assert answer.status_code == 409
    said = "trade_review@1001 does not pass its test: there is no example."
    assert answer.json()["detail"] == said
    (last,) = (await anna.get("/policies/trade_review")).json()["policies"][-1:]
    assert (last["status"], last["tested"]) == ("linted", False)


async def test_a_version_that_ships_is_signed_by_a_person(ben: Person) -> None:
    shipped = policies.shipped("trade_review").version
    done = await ben.post(f"{VERSIONS}/{shipped}/activate", reason="Read and signed.")
    assert done.status_code == 200, done.text


async def test_a_version_is_withdrawn_before_its_time(anna: Person, ben: Person) -> None:
    await draft(anna)
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    later = {"reason": "Tomorrow.", "active_from": at.isoformat()}
    assert (await ben.post(f"{VERSIONS}/1001/activate", **later)).status_code == 200
    done = await anna.post(f"{VERSIONS}/1001/withdraw", reason="Put off.")
    assert done.status_code == 200, done.text
    assert [datetime.fromisoformat(one) for one in done.json()["withdrawn"]] == [at]
    found = (await ben.get(f"{VERSIONS}/1001")).json()["version"]
    assert (found["status"], found["active_from"]) == ("tested", None)
    again = await anna.post(f"{VERSIONS}/1001/withdraw", reason="Put off.")
    assert again.status_code == 409
    assert "is not activated for a time to come" in again.json()["detail"]
    assert (await anna.post(f"{VERSIONS}/99/withdraw", reason="x")).status_code == 404
    empty = await anna.post(f"{VERSIONS}/1001/withdraw", reason=" ")
    assert empty.status_code == 422


async def test_a_version_is_activated_for_later(anna: Person, ben: Person) -> None:
    await draft(anna)
    at = datetime.now(UTC) + timedelta(days=1)
    done = await ben.post(
        f"{VERSIONS}/1001/activate", reason="Tomorrow.", active_from=at.isoformat()
    )
    assert datetime.fromisoformat(done.json()["active_from"]) == at
    assert (await ben.get("/policies")).json()["policies"][0]["version"] < 1000
    for wrong in (1767225600, "2026-12-01", "2026-12-01T00:00:00", "2020-01-01T00:00:00Z"):
        answer = await ben.post(f"{VERSIONS}/1001/activate", reason="x", active_from=wrong)
        assert answer.status_code == 422, (wrong, answer.text)
        assert answer.json()["errors"][0]["field"] == "active_from"


async def test_only_people_of_compliance_write(
    api: httpx.AsyncClient, db: Database, anna: Person
) -> None:
    rita = Person(api, keyed_reviewer(db.url, "rita", "desk").headers)
    program = Person(api, keyed_caller(db.url, "desk-7").headers)
    assert (await rita.get(f"{VERSIONS}/1")).status_code == 200
    assert (await program.get("/policies")).status_code == 403
    for person in (rita, program):
        answer = await person.post(VERSIONS, csv="x")
        assert answer.status_code == 403
        for verb in ("activate", "withdraw"):
            assert (await person.post(f"{VERSIONS}/1/{verb}", reason="x")).status_code == 403
    assert (await Person(api, {}).post(VERSIONS, csv="x")).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/policies/nonesuch", 404),
        ("/policies/nonesuch/versions/1", 404),
        (f"{VERSIONS}/99", 404),
        (f"{VERSIONS}/01", 404),
        (f"{VERSIONS}/99999999999", 404),
        ("/policies/NO", 404),
    ],
)
async def test_what_is_not_there_is_said(anna: Person, path: str, status: int) -> None:
    assert (await anna.get(path)).status_code == status


async def test_an_unknown_policy_takes_no_version(anna: Person) -> None:
    found = await exported(anna)
    answer = await anna.post("/policies/nonesuch/versions", csv=found["csv"], facts=found["facts"])
    assert answer.status_code == 404
