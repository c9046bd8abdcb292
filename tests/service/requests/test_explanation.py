"""Explanations from records alone: marks of a policy, versions of data, missing records."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.explanation import Evidence, Sentence
from bankagent.domain.known import LookedUp
from bankagent.facts.answers import Answers, CheckedAnswer
from bankagent.facts.fx import Rate
from bankagent.facts.portfolios import Holding, PortfolioSnapshots, Snapshot
from bankagent.facts.restricted import RestrictedInstruments
from bankagent.facts.screenings import Screenings
from bankagent.facts.submissions import Submission, Submissions
from bankagent.service.requests.explanation import for_client
from bankagent.service.requests.explanation.explain import explanation
from bankagent.service.requests.explanation.looked_up import NEEDS
from tests.support import policies
from tests.support.known import RECEIVED, quiet, rates, screened

AT = "2026-11-28T09:30:00.123456+00:00"
RULES: list[Any] = [
    {"rule_id": "A", "outcome": "reject", "text": "a", "facts": {"dates": "reversed"}},
    {"rule_id": "B", "outcome": "reject", "text": "b", "facts": {"dates": "x", "notional": 1}},
    {"rule_id": "C", "outcome": "approve", "text": "c", "facts": {}},
]
EVALUATION: dict[str, Any] = {
    "job_id": 3, "attempt": 1, "outcome": "reject", "facts": {"dates": "reversed", "notional": 1},
    "policy_key": "trade_review", "policy_version": 1, "policy_sha256": "5f0d", "fired": RULES,
    "created_at": AT, "reference": {"screening:OFAC-SDN": 4, "fx_rates": 2},
}  # fmt: skip
ENTRIES: list[Any] = [
    {
        "id": number, "action": action, "from_status": old, "actor": "x", "created_at": AT,
        "job_id": 3, "attempt": 1, "result": {},
    }
    for number, action, old in [(1, "received", "new"), (2, "processed", "received")]
]  # fmt: skip
DECISION: dict[str, Any] = {
    "decision": "rejected", "decided_by": "policy", "job_id": 3, "attempt": 1, "created_at": AT,
}  # fmt: skip

POLICY: dict[str, Any] = {"key": "trade_review", "version": 1, "created_by": "anna"}
ACTIVATION: dict[str, Any] = {
    "key": "trade_review", "version": 1, "author": "anna", "activated_by": "ben", "active_from": AT,
    "activated_at": "2026-11-28T09:00:00+00:00", "reason": "Signed by risk.",
}  # fmt: skip


def table(*public: str) -> str:
    """Return the shipped table with these facts marked as public."""
    found: Any = exact_json.loads(policies.shipped("trade_review", 1).table_json)
    schema = found["nodes"][0]["content"]["schema"]
    for name in public:
        schema["properties"][name]["public"] = True
    return exact_json.dumps(found)


def evidence(**changes: Any) -> Evidence:
    policy = POLICY | {"document": table("dates")}
    given = Evidence(
        request_id=7,
        client_id="C",
        request_type="trade_review",
        status="processed",
        maker="desk-7",
        on_behalf_of=None,
        created_at=datetime(2026, 11, 28, 9, 30, tzinfo=UTC),
        job_id=3,
        payload_version=1,
        payload_sha256="0" * 64,
        payload={"symbol": "AAPL", "notional": 1},
        decision=DECISION,
        entries=ENTRIES,
        evaluations=[EVALUATION],
        approvals=[],
        votes=[],
        policies=[policy],
        activations=[ACTIVATION],
        references=[
            {"dataset": name, "version": version, "source": "a test", "as_of": "2026-11-27"}
            for name, version in EVALUATION["reference"].items()
        ],
        holidays=[],
        stops=[],
    )
    return replace(given, **changes)


def sentences(given: Evidence, audience: Any = "bank") -> list[Sentence]:
    return [one for section in explanation(given, audience).sections for one in section.sentences]


def records_of(given: Evidence, audience: Any = "bank") -> set[str]:
    return {record for one in sentences(given, audience) for record in one.rests_on}


def test_a_rule_is_public_only_where_the_policy_marks_each_fact_that_it_saw() -> None:
    told = records_of(evidence(), "client")
    assert {it for it in told if it.startswith(("rule", "fact"))} == {
        "rule:3/1/A",
        "fact:3/1/dates",
    }


@pytest.mark.parametrize(
    "known",
    [
        [],
        [POLICY | {"version": 2, "document": table("dates")}],
        [POLICY | {"document": table()}],
        [POLICY | {"document": "{"}],
        [POLICY | {"document": "{}"}],
        "x",
    ],
)
def test_without_the_mark_of_the_version_that_was_applied_all_is_internal(known: Any) -> None:
    told = records_of(evidence(policies=known), "client")
    assert not any(it.startswith(("rule", "fact")) for it in told)


def test_versions_of_reference_data_are_named_and_internal() -> None:
    said = {one.text: one for one in sentences(evidence())}
    for dataset, version in EVALUATION["reference"].items():
        text = f"Version {version} of the reference data {dataset} was used"
        one = said[f"{text}: a test, as of 2026-11-27."]
        assert one == Sentence(one.text, (f"reference:{dataset}@{version}",), internal=True)
    before = evidence(evaluations=[EVALUATION | {"reference": None}])
    assert "The evaluation records no reference data." in {one.text for one in sentences(before)}


def looked_up(*values: LookedUp, public: tuple[str, ...] = ()) -> dict[str, Sentence]:
    """Return the sentences on these values, by their text."""
    evaluation = EVALUATION | {
        "known": exact_json.loads(exact_json.dumps(quiet(*values).as_json()))
    }
    given = evidence(evaluations=[evaluation], policies=[POLICY | {"document": table(*public)}])
    return {one.text: one for one in sentences(given)}


def test_each_value_that_was_looked_up_is_said_with_the_version_that_it_is_from() -> None:
    restricted = RestrictedInstruments(1, {("symbol", "AAPL"): "watch"})
    before = Submissions({1: Submission(RECEIVED, (4, 5))})
    hits = screened("counterparty_name", 96)
    said = looked_up(rates(USD="1.1172", GBP="0.85"), restricted, before, hits)
    for text, ids in {
        "1 EUR was 1.1172 USD on 2026-11-23; source: a test.": ["reference:fx_rates@3"],
        "1 EUR was 0.85 GBP on 2026-11-23; source: a test.": ["reference:fx_rates@3"],
        "Holidays of XNYS from 2026-01-01 to 2026-12-31: 2026-11-26, 2026-12-25.": [
            "reference:calendars@4"
        ],
        "The limit of the desk eq was 5000000 USD.": ["reference:trading_limits@2"],
        "The symbol AAPL was on the list of restricted instruments: watch.": [
            "reference:restricted_instruments@1"
        ],
        "Request 1 came in after the same trade in request 4, request 5.": [
            "request:4",
            "request:5",
        ],
        "The name in counterparty_name is 96 % like entry 7258 of screening:OFAC-SDN.": [
            "reference:screening:OFAC-SDN@5/7258",
            "reference:screening:OFAC-SDN@5",
        ],
    }.items():
        assert said[text] == Sentence(text, tuple(ids), internal=True)
    clear = looked_up(screened("counterparty_name"))
    assert "The name in counterparty_name is like no entry of screening:OFAC-SDN." in clear
    assert "The instrument was not on the list of restricted instruments." in clear


def test_an_identifier_on_a_list_and_a_name_without_words_are_said_as_what_they_are() -> None:
    said = looked_up(screened("counterparty_bic", 100))
    assert "The value of counterparty_bic is that of entry 7258 of screening:OFAC-SDN." in said
    without = Screenings({"screening:OFAC-SDN": 5}, {}, ("counterparty_name",))
    (text,) = (one for one in looked_up(without) if "not screened" in one)
    assert text == (
        "The counterparty was not screened: counterparty_name has no word that can be compared."
    )


def test_a_portfolio_snapshot_is_said_with_what_the_share_rests_on() -> None:
    rate = Rate(date(2026, 11, 20), Decimal("1.25"))
    holdings = {
        "USD": Holding(Decimal("3000000.10"), Decimal(0), rate),
        "EUR": Holding(Decimal(0), Decimal(17_000_000)),
    }
    snapshot = Snapshot(7, RECEIVED, is_comparable=True, holdings=holdings)
    said = looked_up(PortfolioSnapshots(3, {1: snapshot}))
    for text, record in {
        "Portfolio snapshot 7 was used, as of 2026-11-24 10:30:00 UTC.": "portfolio_snapshot:7",
        "It held 3000000.10 USD of the traded instrument, and 0 USD of all others.": (
            "portfolio_snapshot:7"
        ),
        "It held 0 EUR of the traded instrument, and 17000000 EUR of all others.": (
            "portfolio_snapshot:7"
        ),
        "1 EUR was 1.25 USD on 2026-11-20.": "reference:fx_rates@3",
    }.items():
        assert said[text] == Sentence(text, (record,), internal=True)


def test_the_answer_of_an_agent_is_said_with_its_documents_and_quotes() -> None:
    quotes = tuple(
        {"claim": n, "document_id": 3, "version": 1, "start": 89, "end": 150, "verdict": verdict}
        for n, verdict in enumerate(("exact", "fabricated"), 1)
    )
    found = ({"document_id": 3, "version": 1, "passages": 2},)
    own = CheckedAnswer(
        support="0.885",
        calibration="tatqa",
        quotes=quotes,
        searched=found,
        unknown_documents=(9,),
    )
    said = looked_up(Answers({7: own}))
    place = "quotes document 3 version 1, characters 89 to 150"
    for text, ids in {
        "Passages of document 3 version 1 that were found: 2.": ("document:3@1",),
        f"Claim 1 of the answer {place}: the stored text is the same.": ("document:3@1",),
        f"Claim 2 of the answer {place}: the stored text is another one.": ("document:3@1",),
        "No document 9 can be read for this client by the maker.": ("evaluation:3/1",),
        "The support of the answer was 0.885, by the calibration tatqa.": ("evaluation:3/1",),
    }.items():
        assert said[text] == Sentence(text, ids, internal=True)
    assert "The search found no passage." in looked_up(Answers({7: CheckedAnswer()}))


def test_a_looked_up_value_is_public_where_the_fact_that_is_found_from_it_is() -> None:
    rate = "1 EUR was 1.1 USD on 2026-11-23; source: a test."
    said = looked_up(public=("side",))
    assert said[rate].internal
    found: Any = exact_json.loads(table())
    facts = found["nodes"][0]["content"]["schema"]["properties"]
    facts["fx_method"] = {"type": "string", "public": True}
    evaluation = EVALUATION | {"known": exact_json.loads(exact_json.dumps(quiet().as_json()))}
    policy = POLICY | {"document": exact_json.dumps(found)}
    given = evidence(evaluations=[evaluation], policies=[policy], decision=None)
    told = sentences(given, "client")
    assert rate in {one.text for one in told}
    assert not any("limit" in one.text or "restricted" in one.text for one in told)
    # It led to no rejection, and would be read as the reason of one.
    assert rate not in {one.text for one in sentences(replace(given, decision=DECISION), "client")}


def test_each_need_of_each_request_type_has_its_sentences() -> None:
    assert {need.NAME for known in catalog.TYPES for need in known.needs} == set(NEEDS)


@pytest.mark.parametrize(
    "known", ["x", [1], {"fx_rates": None}, {"calendars": {"calendars": 7}}, {"what": {}}]
)
def test_values_in_another_form_spoil_no_explanation(known: Any) -> None:
    assert sentences(evidence(evaluations=[EVALUATION | {"known": known}]))


@pytest.mark.parametrize(
    ("fired", "told"),
    [
        (RULES[:1], ["The check found this: a."]),
        (RULES[1:2], []),
        (
            [{"rule_id": "TR-000", "outcome": "approve", "text": "c", "facts": {}}],
            [for_client.NOTHING],
        ),
        (
            [{"rule_id": "PAYLOAD-INVALID", "text": "not valid", "facts": {"fields": ["symbol"]}}],
            ["The check found this: not valid. Fields to correct: symbol."],
        ),
        (
            [{"rule_id": "PAYLOAD-INVALID", "text": "not valid", "facts": {"fields": 7}}],
            ["The check found this: not valid. Fields to correct: payload."],
        ),
        ([{"rule_id": "DECISIONS-STOPPED", "outcome": "review", "text": "d", "facts": {}}], []),
    ],
)
def test_a_client_reads_what_public_rules_found_and_one_sentence_in_each(
    fired: list[Any], told: list[str]
) -> None:
    outcome = fired[0].get("outcome", "needs_info")
    given = evidence(evaluations=[EVALUATION | {"fired": fired, "outcome": outcome}])
    why = explanation(given, "client").sections[0].sentences
    assert [one.text for one in why[2:]] == [*told, for_client.IN_EACH]


def test_the_bank_does_not_read_the_sentences_for_clients() -> None:
    assert not any(for_client.IN_EACH in one.text for one in sentences(evidence()))


def test_what_rules_saw_comes_first_and_what_is_not_given_is_one_sentence() -> None:
    facts = {
        "side": "buy",
        "notional": 1,
        "dates": "reversed",
        "book": "not_given",
        "a": "not_given",
    }
    fired = [RULES[0] | {"facts": {"dates": "reversed"}}]
    given = evidence(evaluations=[EVALUATION | {"facts": facts, "fired": fired}])
    about = [one for one in sentences(given) if one.rests_on[0].startswith("fact:")]
    assert [one.rests_on for one in about] == [
        ("fact:3/1/dates",),
        ("fact:3/1/notional",),
        ("fact:3/1/side",),
        ("fact:3/1/book", "fact:3/1/a"),
    ]
    assert about[-1].text == "The payload has no field for these facts (not_given): book, a."


def test_data_that_ships_with_bankagent_is_called_so() -> None:
    shipped = {
        "dataset": "fx_rates", "version": 2, "source": "bankagent", "as_of": "2026-11-27",
        "is_shipped": True, "description": "Sample: one rate.",
    }  # fmt: skip
    name = "Version 2 of the reference data fx_rates was used: bankagent, as of 2026-11-27"
    for row, end in (
        (shipped, "; it is a sample that ships with bankagent."),
        (shipped | {"description": "Rates of one day."}, "; it is data that ships with bankagent."),
        (shipped | {"is_shipped": False}, "."),
    ):
        said = {one.text for one in sentences(evidence(references=[row]))}
        assert f"{name}{end}" in said


def test_the_version_of_the_code_is_said_or_that_it_is_not_recorded() -> None:
    said = {one.text for one in sentences(evidence())}
    assert "The evaluation does not record which version of bankagent made it." in said
    recorded = evidence(evaluations=[EVALUATION | {"known": {"bankagent": "1.2.3"}}])
    said = {one.text for one in sentences(recorded)}
    assert "Version 1.2.3 of bankagent evaluated it." in said
    assert not any("in a form that is not known" in text for text in said)


def test_a_stop_that_was_not_open_at_the_time_held_nothing() -> None:
    stop: dict[str, Any] = {
        "id": 4, "request_type": None, "reason": "Wrong rates.", "stopped_by": "anna",
        "stopped_at": "2026-11-28T09:00:00+00:00", "lifted_at": None,
    }  # fmt: skip
    rule = {"rule_id": "DECISIONS-STOPPED", "outcome": "review", "text": "d", "facts": {}}
    held = [EVALUATION | {"outcome": "review", "fired": [rule, RULES[2]]}]
    over = stop | {"id": 5, "lifted_at": "2026-11-28T09:29:00+00:00"}
    later = stop | {"id": 6, "stopped_at": "2026-11-28T09:31:00+00:00"}
    said = sentences(evidence(evaluations=held, stops=[stop, over, later]))
    (told,) = [one for one in said if one.text.startswith("Stop ")]
    assert told == Sentence(
        "Stop 4 of automatic decisions of all request types held it: anna stopped them on "
        "2026-11-28 09:00:00 UTC: Wrong rates.",
        ("stop:4", "rule:3/1/DECISIONS-STOPPED"),
    )
    texts = {one.text for one in said}
    assert "The policy said approve; the stop made review of it, so that people decide." in texts
    named = "Version 1 of the policy trade_review"
    assert f"{named} said approve on 2026-11-28 09:30:00 UTC." in texts
    assert any(text.endswith("of job 3, must give approve again.") for text in texts)


def test_a_caller_without_a_key_is_called_so() -> None:
    said = {one.text for one in sentences(evidence(maker="anonymous"))}
    assert "A caller without a key made it." in said


def test_author_and_activator_of_the_version_are_named_with_time_and_reason() -> None:
    said = {one.text: one for one in sentences(evidence())}
    named = "version 1 of the policy trade_review"
    author = said[f"The author of {named} is anna."]
    assert (author.rests_on, author.internal) == (("policy:trade_review@1",), True)
    activated = said[
        f"ben activated {named} on 2026-11-28 09:00:00 UTC, in force from 2026-11-28 09:30:00 UTC: "
        "Signed by risk."
    ]
    assert activated.rests_on == (f"activation:trade_review@{AT}", "policy:trade_review@1")
    assert activated.internal
    assert not any("No person of the bank" in text for text in said)
    shipped = evidence(activations=[ACTIVATION | {"activated_by": "bankagent"}])
    assert f"No person of the bank has signed {named}." in {one.text for one in sentences(shipped)}
    later = ACTIVATION | {"active_from": "2026-11-28T10:00:00+00:00"}
    unknown = {one.text for one in sentences(evidence(activations=[later]))}
    assert f"No activation of {named} is recorded before that." in unknown


def test_without_a_record_there_is_no_sentence_on_it() -> None:
    assert "entry:2" in records_of(evidence())
    assert "entry:2" not in records_of(evidence(entries=ENTRIES[:1]))
    assert not any("3/1" in record for record in records_of(evidence(evaluations=[])))
    no_decision = evidence(decision=None, entries=ENTRIES[:1])
    assert "decision:7" not in records_of(no_decision)


def test_the_same_records_give_the_same_explanation() -> None:
    assert explanation(evidence(), "bank") == explanation(evidence(), "bank")
    assert explanation(evidence(), "client") == explanation(evidence(), "client")
