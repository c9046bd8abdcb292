"""Screening of parties: a name alone never confirms, and what is not known is never clear."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bankagent.domain import exact_json
from bankagent.domain.known import Case
from bankagent.facts.onboarding.alike import date_of_birth, identifier
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.judgements import Judgement, ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings
from bankagent.facts.onboarding.screened import WORDS, ScreenedParty, screened
from bankagent.facts.onboarding.subjects import Subject, digest_of, subjects_of
from tests.support.onboarding import DAY, ENTRY, LIST, OWNER, case, found, hit, hits, parsed

ANNA = OWNER["name"]
BORN = date(1965, 3, 9)


def subject(**others: Any) -> Subject:
    usual = Subject("anna", "person", ANNA, None, frozenset({"DE"}), (), "no")
    return replace(usual, **others)


def judged(
    *given: Judgement, of: Subject | None = None, found: PartyScreenings | None = None
) -> ScreenedParty:
    batch = found or replace(hits("anna", hit()), hits={"anna": {LIST: (hit(),)}})
    return screened(of or subject(), batch, ScreeningJudgements(given))


def judgement(word: str, about: Subject, **others: Any) -> Judgement:
    return replace(Judgement(LIST, "36", digest_of(about), ENTRY.sha256, word), **others)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ("1965-03-09", "agrees"),
        ("1965-03-08", "differs"),
        ("1965-03-10", "differs"),
        ("1960-01-01; 1965-03-09", "agrees"),
        ("1965-03", "partly"),
        ("1965-04", "differs"),
        ("1965", "partly"),
        ("1966", "differs"),
        ("circa 1965", "partly"),
        ("circa 1965-03-10", "partly"),
        ("circa 1964", "differs"),
        (None, "unknown"),
        ("", "unknown"),
        # Forms that psql may have written: nothing is known of them.
        ("1960 to 1970", "unknown"),
        ("1960-1970; 1966", "unknown"),
        ("1960 to 1970; 1965", "partly"),
    ],
)
def test_a_day_of_birth_agrees_as_a_whole_day_alone(listed: str | None, expected: str) -> None:
    assert date_of_birth(BORN, listed) == expected
    assert date_of_birth(None, listed) == "unknown"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("passport", "c01 x00-t47", None), "agrees"),
        (("passport", "C01X00T47", "DE"), "agrees"),
        (("passport", "C01X00T47", "FR"), "differs"),
        (("passport", "C01X00T48", None), "differs"),
        (("passport_number", "C01X00T47", None), "agrees"),
        (("tax_id", "C01X00T47", None), "unknown"),
        (("passport", "--", None), "unknown"),
    ],
)
def test_an_identifier_agrees_by_type_value_and_issuer(given: Any, expected: str) -> None:
    assert identifier(subject(identifiers=(given,)), ENTRY) == expected


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [("IR", "agrees"), ("SY", "agrees"), ("DE", "differs"), (None, "agrees")],
)
def test_an_identifier_of_several_issuers_agrees_with_each(issuer: Any, expected: str) -> None:
    twice = (("Passport", "A1", "IR"), ("Passport", "A1", "SY"))
    once = (("passport", "A1", issuer),)
    for ours, theirs in ((once, twice), (twice, once)):
        listed = replace(ENTRY, identifiers=theirs)
        assert identifier(subject(identifiers=ours), listed) == expected


def test_an_issuer_in_words_is_not_compared() -> None:
    listed = [{"type": "Passport", "value": "A1", "country": "Egypt"}]
    found = Entry.of("person", "", None, None, listed, None, [])
    assert identifier(subject(identifiers=(("passport", "A1", "EG"),)), found) == "agrees"


def test_identifiers_without_a_sign_to_compare_agree_with_nothing() -> None:
    empty = replace(ENTRY, identifiers=(("Passport", "--", None), ("№", "1", None)))
    for one in (("passport", "--", None), ("x1", "1", None)):
        assert identifier(subject(identifiers=(one,)), empty) == "unknown"


def test_a_name_alone_is_possible_and_stays_so_whatever_is_confirmed() -> None:
    assert judged().word == "possible"
    assert judged(judgement("confirmed", subject())).word == "possible"


@pytest.mark.parametrize("score", [85, 99, 100])
def test_no_score_of_a_name_is_strong(score: int) -> None:
    assert judged(found=hits("x", hits={"anna": {LIST: (hit(score),)}})).word == "possible"


@pytest.mark.parametrize(
    "others",
    [{"date_of_birth": BORN}, {"identifiers": (("passport", "C01X00T47", "DE"),)}],
)
def test_a_day_of_birth_or_an_identifier_makes_a_hit_strong(others: dict[str, Any]) -> None:
    about = subject(**others)
    assert judged(of=about).word == "strong"
    assert judged(judgement("confirmed", about), of=about).word == "confirmed"


def test_a_day_of_birth_that_differs_clears_nothing() -> None:
    assert judged(of=subject(date_of_birth=date(1970, 1, 1))).word == "possible"


@pytest.mark.parametrize("type_", ["lei", "bic"])
def test_a_listed_lei_or_bic_is_strong_by_itself(type_: str) -> None:
    batch = hits("x", hits={"anna": {LIST: (hit(name_type=type_), hit(90))}})
    (one,) = judged(found=batch).hits
    assert (one.identifier, one.word, one.hit.score) == ("agrees", "strong", 100)


def test_a_cleared_hit_counts_no_more() -> None:
    assert judged(judgement("cleared", subject())).word == "clear"
    assert judged(judgement("cleared", subject())).hits[0].judgement == "cleared"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Anna Mustermann"},
        {"date_of_birth": BORN},
        {"identifiers": (("passport", "X", None),)},
        {"countries": frozenset({"IR"})},
        {"countries": frozenset({"DE", "IR"})},
        {"kind": "company"},
        {"other_names": ("Anna Example",)},
    ],
)
def test_a_cleared_hit_is_open_again_when_the_party_changes(change: dict[str, Any]) -> None:
    changed = subject(**change)
    assert judged(judgement("cleared", subject()), of=changed).word != "clear"


def test_a_cleared_hit_is_open_again_when_the_entry_or_the_list_is_another() -> None:
    for others in ({"entry_sha256": "f" * 64}, {"entry_id": "37"}, {"dataset": "screening:B"}):
        assert judged(judgement("cleared", subject(), **others)).word == "possible"


def test_a_cleared_hit_is_remembered_when_nothing_that_was_judged_changes() -> None:
    again = subject(party_id="anna", pep="yes")
    newer = replace(hits("x", hits={"anna": {LIST: (hit(86),)}}), lists={LIST: 6})
    assert judged(judgement("cleared", subject()), of=again, found=newer).word == "clear"


def test_the_last_judgement_counts() -> None:
    about = subject(date_of_birth=BORN)
    words = (judgement("confirmed", about), judgement("cleared", about))
    assert judged(*words, of=about).word == "clear"
    assert judged(*reversed(words), of=about).word == "confirmed"


def test_an_entry_that_is_not_found_is_never_cleared() -> None:
    batch = hits("x", hits={"anna": {LIST: (hit(),)}}, entries={})
    assert judged(judgement("cleared", subject(), entry_sha256=""), found=batch).word == "possible"


@pytest.mark.parametrize(
    "others",
    [
        {"lists": {}},
        {"partial": (LIST,)},
        {"retired": ("screening:B",)},
        {"unscreened": ("anna",)},
        {"cut": ("anna",)},
    ],
)
def test_a_missing_retired_or_partial_list_and_a_name_that_is_not_compared_are_unknown(
    others: Any,
) -> None:
    assert judged(found=hits("x", hits={}, **others)).word == "unknown"
    assert judged(found=hits("x", hits={})).word == "clear"


def test_a_partial_list_is_unknown_beside_a_cleared_and_a_possible_hit() -> None:
    batch = hits("x", hits={"anna": {LIST: (hit(),)}}, partial=(LIST,))
    assert judged(found=batch).word == "unknown"
    assert judged(judgement("cleared", subject()), found=batch).word == "unknown"


def test_an_entry_has_another_digest_when_anything_on_it_changes() -> None:
    names = [["A", "primary", "strong"], ["B", "alias", "weak"]]
    base: tuple[Any, ...] = (
        "person", "SDGT", "IR", "1965-03-09", [{"type": "Passport", "value": "A"}], "POB Kabul",
        names,
    )  # fmt: skip
    same = Entry.of(*base[:6], [*reversed(names)])
    assert Entry.of(*base).sha256 == same.sha256
    others = ("vessel", "X", None, None, [], "POB Herat", [["A", "primary", "strong"]])
    digests = {Entry.of(*base[:n], other, *base[n + 1 :]).sha256 for n, other in enumerate(others)}
    for name in (["B", "alias", "strong"], ["B", "primary", "weak"]):
        digests.add(Entry.of(*base[:6], [names[0], name]).sha256)
    assert len(digests - {same.sha256}) == len(others) + 2


@pytest.mark.parametrize("listed", [None, {}, [1, {"type": "x"}, {"value": "y"}, {"type": ""}]])
def test_identifiers_that_psql_wrote_in_another_form_are_passed_over(listed: Any) -> None:
    assert Entry.of("person", "", None, None, listed, None, []).identifiers == ()


def test_each_party_and_the_client_are_screened() -> None:
    facts, assessed = found(case(), hits(ANNA, hit()))
    assert facts["screening"] == "strong"
    assert facts["open_hits"] == 1
    assert [(one["party"], one["word"]) for one in assessed["screenings"]] == [
        ("client", "clear"),
        ("anna", "strong"),
    ]
    assert ANNA not in str(assessed)


def test_what_an_evaluation_records_is_read_back() -> None:
    about = Case(1, "C-1", parsed(case()))
    part = hits(
        ANNA,
        *MANY,
        entries=ENTRIES,
        partial=("screening:B",),
        retired=("screening:C",),
        unscreened=(ANNA,),
        dates={LIST: date(2026, 11, 20)},
    ).part(about)
    assert (part.unscreened, part.cut) == (("anna",), ("anna",))
    recorded: Any = exact_json.loads(exact_json.dumps(part.as_json()))
    assert PartyScreenings.from_json(recorded) == part
    mine = judgement("cleared", [*subjects_of(about.payload)][1])
    kept = ScreeningJudgements((mine, replace(mine, party_sha256="0" * 64))).part(about)
    assert kept.found == (mine,)
    assert ScreeningJudgements.from_json(kept.as_json()) == kept


MANY = [hit(entry_id=f"{number:03}") for number in range(1, 26)]
ELSE = replace(ENTRY, birth_date="1970-01-01", identifiers=())
ENTRIES = {(LIST, one.entry_id): ELSE for one in MANY}


def many(last: Entry, **others: Any) -> tuple[dict[str, Any], ScreenedParty]:
    """The facts of a case whose owner's name 25 entries have, and what was found of her."""
    payload = case(parties=[OWNER | {"ownership_pct": 100} | others])
    batch = hits(ANNA, *MANY, entries=ENTRIES | {(LIST, "025"): last})
    anna = [*subjects_of(parsed(payload))][1]
    part = batch.part(Case(1, "C-1", parsed(payload)))
    return found(payload, batch)[0], screened(anna, part, ScreeningJudgements())


@pytest.mark.parametrize(
    ("last", "others"),
    [
        (replace(ELSE, birth_date="1965-03-09"), {}),
        (
            replace(ELSE, identifiers=(("Passport", "C1", None),)),
            {"identifiers": [{"type": "passport", "value": "C1"}]},
        ),
    ],
)
def test_a_hit_that_agrees_in_more_than_the_name_is_never_cut(last: Entry, others: Any) -> None:
    facts, anna = many(last, **others)
    assert (facts["screening"], facts["open_hits"]) == ("strong", 21)
    assert "025" in {one.hit.entry_id for one in anna.hits}


def test_a_party_with_more_hits_than_are_recorded_is_unknown_until_people_looked() -> None:
    facts, anna = many(ELSE)
    assert (facts["screening"], facts["open_hits"], len(anna.hits)) == ("unknown", 20, 20)
    assert not anna.is_known


def test_another_name_of_a_party_is_screened() -> None:
    payload = case(parties=[OWNER | {"other_names": ["Anna Former"]}])
    assert found(payload, hits("Anna Former", hit()))[0]["screening"] == "strong"
    assert found(payload, hits("x", unscreened=("Anna Former",)))[0]["screening"] == "unknown"
    assert found(case(), hits("Anna Former", hit()))[0]["screening"] == "clear"


PASSPORT = {"type": "passport", "value": "c01-x00 t47"}
BY_PASSPORT = {("passport", "C01X00T47"): {LIST: (hit(name_type="passport"),)}}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        (PASSPORT, "strong"),
        (PASSPORT | {"country": "DE"}, "strong"),
        (PASSPORT | {"country": "FR"}, "clear"),  # another issuer's
        (PASSPORT | {"type": "national_id"}, "clear"),
        (PASSPORT | {"value": "C01X00T48"}, "clear"),
    ],
)
def test_an_identifier_finds_an_entry_whatever_the_name(given: Any, word: str) -> None:
    payload = case(parties=[OWNER | {"name": "Berta Beispiel", "identifiers": [given]}])
    facts, assessed = found(payload, hits("x", identified=BY_PASSPORT))
    assert facts["screening"] == word
    assert [one["identifier"] for one in assessed["screenings"][1]["hits"]] == (
        ["agrees"] if word == "strong" else []
    )


@pytest.mark.parametrize(
    ("dates", "days"),
    [({}, 0), ({LIST: DAY}, 0), ({LIST: DAY, "screening:B": date(2015, 11, 28)}, 4018),
     ({LIST: date(2027, 1, 1)}, 0)],
)  # fmt: skip
def test_the_age_of_the_oldest_list_is_a_fact(dates: Any, days: int) -> None:
    assert found(case(), hits("x", dates=dates))[0]["oldest_list_days"] == days


SUBJECTS = st.builds(
    subject,
    date_of_birth=st.sampled_from([None, BORN, date(1970, 1, 1)]),
    identifiers=st.sampled_from([(), (("passport", "C01X00T47", "DE"),)]),
)
HITS = st.lists(
    st.builds(
        hit, st.integers(85, 100), st.sampled_from(["36", "37"]), st.sampled_from(["primary"])
    )
).map(tuple)


@given(
    about=SUBJECTS,
    found=HITS,
    lists=st.sampled_from([{}, {LIST: 5}]),
    partial=st.sampled_from([(), (LIST,)]),
    words=st.lists(st.sampled_from(["cleared", "confirmed"]), max_size=2),
)
@settings(deadline=None)
def test_a_party_is_clear_only_on_whole_lists_without_a_hit_that_is_open(
    about: Subject, found: Any, lists: Any, partial: Any, words: Any
) -> None:
    batch = hits(
        "x", lists=lists, partial=partial, hits={"anna": {LIST: found}} if lists and found else {}
    )
    given = tuple(judgement(word, about) for word in words)
    one = judged(*given, of=about, found=batch)
    is_open = any(it.word != "cleared" for it in one.hits)
    assert (one.word == "clear") == (bool(lists) and not partial and not is_open)
    assert one.word in WORDS
    assert all(it.word != "confirmed" or it.is_strong for it in one.hits)
