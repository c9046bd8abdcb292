"""Lookups of cases of onboarding on a database with the shipped reference data and a list."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from bankagent.db.pool import Pool, new_pool
from bankagent.domain.exact_json import dumps, loads
from bankagent.domain.known import Recorded
from bankagent.domain.settlement import ClaimedRequest
from bankagent.request_types import trade_review
from bankagent.request_types.client_onboarding import TYPE, facts_and_evidence
from bankagent.service.decisions import held
from bankagent.service.decisions.evaluate import decide
from bankagent.service.decisions.lookups import prepare
from bankagent.service.decisions.needs import new_lookups
from tests.support import policies, reference, rows, verbs
from tests.support.databases import Database
from tests.support.onboarding import EXTRACT as TWELVE_MONTHS_AT_MOST
from tests.support.onboarding import OWNER, PASSPORT, case, client, party
from tests.support.payloads import TRADE
from tests.support.rows import Conn

POLICY = policies.shipped("client_onboarding")
OF_TRADES = policies.shipped("trade_review")
LIST = "screening:TEST"
# A case is about today: the extract is of a day that is not yet twelve months ago.
EXTRACT = TWELVE_MONTHS_AT_MOST | {"issued": str(datetime.now(UTC).date() - timedelta(days=30))}
DOCUMENTS = [PASSPORT, EXTRACT, EXTRACT | {
    "document_id": "D-3", "type": "articles_of_association", "meets": ["articles"],
    "sha256": "d" * 64,
}]  # fmt: skip


@pytest.fixture
async def pool(db: Database) -> AsyncIterator[Pool]:
    async with new_pool(db.worker_url, least=1, most=1) as pool:
        yield pool


@pytest.fixture
def dba(db: Database) -> Iterator[Conn]:
    with rows.connect(db.url) as conn:
        yield conn


def listed(
    dba: Conn,
    birth_date: str | None = "1965-03-09",
    identifiers: str = "[]",
    remarks: str | None = None,
    quality: str = "strong",
) -> None:
    """Put a list with two entries in force."""
    reference.imported(
        dba,
        LIST,
        screening_entries=[
            ("36", "person", "SDGT", "IR", birth_date, identifiers, remarks),
            ("37", "organisation", "SDGT", None, None, "[]", None),
        ],
        screening_names=[
            ("36", "MUSTER, Anna", "primary", quality),
            ("37", "SOMETHING ELSE LTD", "primary", "strong"),
        ],
    )
    reference.activate(dba, LIST)


def quiet(**others: Any) -> dict[str, Any]:
    """A case whose owner is on no list."""
    owner = OWNER | {"name": "Berta Beispiel"}
    return case(**{"parties": [owner], "documents": DOCUMENTS} | others)


def claimed(*payloads: dict[str, Any]) -> list[ClaimedRequest]:
    return [
        ClaimedRequest(number, "C-1", TYPE.name, dumps(one))
        for number, one in enumerate(payloads, start=1)
    ]


async def decided(pool: Pool, *payloads: dict[str, Any], lookups: Any = None) -> list[Any]:
    batch = claimed(*payloads)
    known = await prepare(lambda: pool, batch, (TYPE,), lookups or new_lookups())
    return [decide(one, POLICY, known, (TYPE,)).evaluation for one in batch]


def rules(evaluation: Any) -> set[str]:
    return {rule.rule_id for rule in evaluation.fired}


async def test_a_quiet_case_is_approved_and_says_what_it_rests_on(pool: Pool, dba: Conn) -> None:
    listed(dba)
    (found,) = await decided(pool, quiet())
    assert (found.outcome, rules(found)) == ("approve", {"CO-000"})
    assert found.reference == {
        "country_risk": 1, "document_requirements": 1, "product_risk": 1, LIST: 1,
    }  # fmt: skip
    assert found.evidence["case"]["asked_for"] == []


@pytest.mark.parametrize(
    ("payload", "fired"),
    [
        (quiet(documents=DOCUMENTS[:2]), {"CO-010"}),
        (quiet(documents=[PASSPORT | {"type": "library_card"}, *DOCUMENTS[1:]]), {"CO-010"}),
        (quiet(client=client(products=["margin_lending"])), {"CO-010"}),
        (quiet(client=client(country="US")), {"CO-010"}),
        (quiet(parties=[], documents=[]), {"CO-010"}),
        (quiet(parties=[OWNER | {"name": "B", "ownership_pct": "75"}]), {"CO-021"}),
        (case(documents=DOCUMENTS), {"CO-032"}),
        (case(parties=[OWNER | {"date_of_birth": None}], documents=DOCUMENTS), {"CO-030"}),
        (quiet(parties=[OWNER | {"name": "\u0e46"}]), {"CO-031"}),
        (quiet(parties=[OWNER | {"name": "B", "pep": "unknown"}]), {"CO-042", "CO-043"}),
        (
            quiet(parties=[OWNER | {"name": "B", "country": None, "nationalities": []}]),
            {"CO-042", "CO-043"},
        ),
        (
            quiet(parties=[OWNER | {"name": "B", "ownership_pct": 0, "control": "board"}]),
            {"CO-021"},
        ),
        (
            quiet(documents=[*DOCUMENTS, PASSPORT | {"document_id": "D-4", "type": "visa"}]),
            {"CO-012"},
        ),
        (quiet(parties=[OWNER | {"name": "B", "other_names": ["Anna Muster"]}]), {"CO-032"}),
        (quiet(client=client(products=["bearer_shares"])), {"CO-040"}),
        (quiet(client=client(country="KP")), {"CO-040"}),
        (quiet(client=client(country="IR")), {"CO-041"}),
        (quiet(parties=[OWNER | {"name": "B", "pep": "yes"}]), {"CO-041"}),
        (quiet(client=client(products=["derivatives"], channel="introducer")), {"CO-042"}),
        (quiet(client=client(channel="carrier_pigeon")), {"CO-043"}),
    ],
)
async def test_each_finding_fires_its_rule(
    pool: Pool, dba: Conn, payload: Any, fired: set[str]
) -> None:
    listed(dba)
    (found,) = await decided(pool, payload)
    assert rules(found) == fired


async def test_a_person_is_accepted_without_owners(pool: Pool, dba: Conn) -> None:
    listed(dba)
    about = client(client_type="person", name="Berta Beispiel", date_of_birth="1980-01-01")
    documents = [
        PASSPORT | {"party_id": "client", "meets": ["identity"]},
        EXTRACT | {"type": "utility_bill", "meets": ["address"]},
    ]
    (found,) = await decided(pool, case(client=about, parties=[], documents=documents))
    assert rules(found) == {"CO-000"}


async def test_without_a_list_in_force_no_party_is_clear(pool: Pool, dba: Conn) -> None:
    del dba
    (found,) = await decided(pool, quiet())
    assert (rules(found), found.facts["screening"]) == ({"CO-031"}, "unknown")


async def test_a_list_with_missing_rows_clears_no_party_and_no_counterparty(
    pool: Pool, dba: Conn
) -> None:
    listed(dba)
    with dba.transaction():
        dba.execute("set local session_replication_role to replica")
        dba.execute("delete from bankagent.screening_names where entry_id = '37'")
    (found,) = await decided(pool, quiet())
    assert (rules(found), found.facts["screening"]) == ({"CO-031"}, "unknown")
    assert found.known["party_screenings"]["partial"] == (LIST,)
    trade = ClaimedRequest(
        1, "C-1", "trade_review", dumps(TRADE["payload"] | {"counterparty_name": "Granite Ltd"})
    )
    types = (trade_review.TYPE,)
    known = await prepare(lambda: pool, [trade], types, new_lookups())
    evaluation = decide(trade, OF_TRADES, known, types).evaluation
    assert evaluation.facts["counterparty"] == "unknown"


async def test_a_list_that_was_in_force_and_is_not_clears_no_party(
    pool: Pool, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "FRESH_FOR_S", 0)
    listed(dba)
    lookups = new_lookups()
    reference.imported(
        dba,
        "screening:OTHER",
        screening_entries=[("1", "person", "", None, None, "[]", None)],
        screening_names=[("1", "SOMEBODY ELSE", "primary", "strong")],
    )
    (found,) = await decided(pool, quiet(), lookups=lookups)
    assert rules(found) == {"CO-000"}  # one that was never in force is not missed
    reference.activate(dba, "screening:OTHER")
    reference.retire(dba, "screening:OTHER")
    (found,) = await decided(pool, quiet(), lookups=lookups)
    assert (rules(found), found.facts["screening"]) == ({"CO-031"}, "unknown")
    assert found.known["party_screenings"]["retired"] == ("screening:OTHER",)
    assert found.reference.keys() == {
        "country_risk", "document_requirements", "product_risk", LIST,
    }  # fmt: skip


async def test_a_passport_of_a_list_is_found_under_another_name(pool: Pool, dba: Conn) -> None:
    listed(dba, identifiers='[{"type": "Passport", "value": "C01X00T47", "country": "Germany"}]')
    shown = [{"type": "passport", "value": "c01 x00t47", "country": "DE"}]
    new = OWNER | {"name": "Berta Neu", "identifiers": shown}
    (found,) = await decided(pool, case(parties=[new], documents=DOCUMENTS))
    assert rules(found) == {"CO-032"}
    (hit,) = found.evidence["case"]["screenings"][1]["hits"]
    assert (hit["name_type"], hit["identifier"], hit["word"]) == ("passport", "agrees", "strong")


async def test_an_entry_that_agrees_is_seen_behind_20_of_the_same_name(
    pool: Pool, dba: Conn
) -> None:
    reference.imported(
        dba,
        LIST,
        screening_entries=[
            (f"{n:03}", "person", "SDGT", None, "1965-03-09" if n == 25 else "1950", "[]", None)
            for n in range(1, 26)
        ],
        screening_names=[(f"{n:03}", "MUSTER, Anna", "primary", "strong") for n in range(1, 26)],
    )
    reference.activate(dba, LIST)
    (found,) = await decided(pool, case(documents=DOCUMENTS))
    assert rules(found) == {"CO-032"}
    hits = found.evidence["case"]["screenings"][1]["hits"]
    assert (len(hits), hits[-1]["entry_id"], hits[-1]["word"]) == (21, "025", "strong")
    born = OWNER | {"date_of_birth": "1980-01-01"}
    (found,) = await decided(pool, case(parties=[born], documents=DOCUMENTS))
    assert (rules(found), found.facts["open_hits"]) == ({"CO-031"}, 20)


async def test_a_hit_is_explained_feature_by_feature_without_names(pool: Pool, dba: Conn) -> None:
    listed(dba, "1965", '[{"type": "Passport", "value": "C01X00T47", "country": "DE"}]')
    shown = [{"type": "passport", "value": "c01 x00t47", "country": "DE"}]
    (found,) = await decided(pool, case(parties=[OWNER | {"identifiers": shown}]))
    (screening,) = [one for one in found.evidence["case"]["screenings"] if one["hits"]]
    (hit,) = screening["hits"]
    assert {name: hit[name] for name in ("list", "version", "entry_id", "score", "word")} == {
        "list": LIST, "version": 1, "entry_id": "36", "score": 100, "word": "strong",
    }  # fmt: skip
    assert (hit["date_of_birth"], hit["identifier"], hit["country"]) == (
        "partly", "agrees", "differs",
    )  # fmt: skip
    assert {len(screening["party_sha256"]), len(hit["entry_sha256"])} == {64}
    assert "Anna" not in dumps(found.as_json())
    assert "MUSTER" not in dumps(found.as_json())


async def test_an_entry_keeps_its_digest_in_the_next_version_until_it_changes(
    pool: Pool, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "FRESH_FOR_S", 0)
    digests = []
    for change in (
        {},
        {},
        {"birth_date": "1965-03-10"},
        {"remarks": "POB Kabul."},
        {"quality": "weak"},
    ):
        listed(dba, **change)
        (found,) = await decided(pool, case())
        ((entry,),) = [one.entries.values() for one in [_part(found)]]
        digests.append(entry.sha256)
    assert digests[0] == digests[1]
    assert len({*digests}) == 4


def _part(evaluation: Any) -> Any:
    known = Recorded.from_json(TYPE.needs, evaluation.known)
    return known[next(need for need in TYPE.needs if need.NAME == "party_screenings")]


async def test_what_was_recorded_gives_the_same_facts_again(pool: Pool, dba: Conn) -> None:
    listed(dba)
    batch = claimed(case(), quiet(client=client(country="BR")), quiet(documents=[]))
    known = await prepare(lambda: pool, batch, (TYPE,), new_lookups())
    for one in batch:
        evaluation = decide(one, POLICY, known, (TYPE,)).evaluation
        stored: Any = loads(dumps(evaluation.as_json()))
        about = known.case(one.request_id)
        assert about is not None
        replayed = Recorded.from_json(TYPE.needs, stored["known"])
        facts, evidence = facts_and_evidence(about.payload, replayed)
        assert facts == evaluation.facts
        assert loads(dumps(evidence(())))["case"] == stored["known"]["case"]
        assert replayed.versions() == stored["reference"]


async def test_a_batch_of_100_asks_one_statement_a_need(
    pool: Pool, dba: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(dba)
    lookups = new_lookups()
    await decided(pool, case(), lookups=lookups)
    counted: list[Any] = []
    execute = psycopg.AsyncCursor.execute

    async def counting(self: Any, query: Any, *args: Any, **options: Any) -> Any:
        if query:  # the pool's own check of a connection is empty
            counted.append(query)
        return await execute(self, query, *args, **options)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", counting)
    batch = [
        case(parties=[OWNER, party("b", name=f"Person {number} Example")]) for number in range(100)
    ]
    found = await decided(pool, *batch, lookups=lookups)
    assert {one.facts["screening"] for one in found} == {"strong"}
    # The versions in force, the earlier cases, the entries that were hit, and what people found:
    # verdicts, waivers, judgements. The rest is held.
    assert 4 <= len(counted) == len(set(counted)) <= 6


async def settled(pool: Pool, dba: Conn, payload: dict[str, Any], client_id: str) -> Any:
    """Send a case, and decide and settle it as a worker does; return its settlement."""
    item = verbs.item(request_type=TYPE.name, payload=payload, client_id=client_id)
    ((id_),) = [answer.request_id for answer in verbs.put(dba, item)]
    worker_id = verbs.register(dba)
    (job,) = verbs.claim(dba, worker_id)
    batch = [ClaimedRequest(id_, client_id, TYPE.name, dumps(payload))]
    known = await prepare(lambda: pool, batch, (TYPE,), new_lookups())
    end = decide(batch[0], POLICY, known, (TYPE,))
    ended = verbs.fence(job, worker_id) | {
        "status": end.status, "decision": end.decision, "result": end.result,
        "evaluation": end.evaluation.as_json(),
    }  # fmt: skip
    assert verbs.settle(dba, json.loads(dumps(ended))) == ["settled"]
    return end.evaluation


async def test_a_case_is_compared_with_the_last_decided_one_of_its_client(
    pool: Pool, dba: Conn
) -> None:
    listed(dba)
    first = await settled(pool, dba, quiet(), "C-1")
    await settled(pool, dba, quiet(documents=[]), "C-1")  # waits for documents
    assert first.facts["earlier"] == "none"
    again = await settled(pool, dba, quiet(review="periodic"), "C-1")
    assert (again.outcome, again.facts["earlier"]) == ("approve", "same")
    other = OWNER | {"name": "Caesar Beispiel"}
    moved = await settled(pool, dba, quiet(parties=[other]), "C-1")
    assert rules(moved) == {"CO-050"}
    assert moved.evidence["case"]["earlier"]["decision"] == "approved"
    assert (await settled(pool, dba, quiet(), "C-2")).facts["earlier"] == "none"


async def test_a_client_that_was_declined_is_looked_at(pool: Pool, dba: Conn) -> None:
    listed(dba)
    await settled(pool, dba, quiet(client=client(country="KP")), "C-1")
    assert rules(await settled(pool, dba, quiet(), "C-1")) == {"CO-051"}


@pytest.mark.expect_differences("what the first case recorded is replaced")
@pytest.mark.parametrize(
    "written", ['{"case": 1}', '{"case": {"screenings": {}, "rating": {"rating": "low"}}}', "{}"]
)
async def test_a_decision_counts_whose_case_was_recorded_in_another_form(
    pool: Pool, dba: Conn, written: str
) -> None:
    listed(dba)
    await settled(pool, dba, quiet(), "C-1")
    with dba.transaction():
        dba.execute("set local session_replication_role to replica")
        dba.execute("update bankagent.evaluations set known = %s", [written])
    assert rules(await settled(pool, dba, quiet(), "C-1")) == {"CO-050"}
