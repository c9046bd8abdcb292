"""The lookups of cases of onboarding: at most one statement for a whole batch, as in needs.py."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bankagent.db.pool import Connection
from bankagent.domain.known import Case, LookedUp
from bankagent.facts.onboarding.earlier import Earlier, EarlierCases, of_records
from bankagent.facts.onboarding.entries import Entry
from bankagent.facts.onboarding.judgements import ScreeningJudgements
from bankagent.facts.onboarding.party_screenings import PartyScreenings, keys_of
from bankagent.facts.onboarding.requirements import Requirement, Requirements, of_row
from bankagent.facts.onboarding.reviewed import DocumentVerdicts, RequirementWaivers
from bankagent.facts.onboarding.risks import CountryRisk, ProductRisk
from bankagent.facts.onboarding.subjects import subjects_of
from bankagent.facts.onboarding.today import Today
from bankagent.facts.screenings import Screenings
from bankagent.service.decisions.finding_needs import judgements, verdicts, waivers
from bankagent.service.decisions.held import Held, InForce, Lookup
from bankagent.service.decisions.screener import Screener
from bankagent.store.decisions import onboarding
from bankagent.store.decisions.reference import Version


class OnboardingLookups:
    """The lookups of cases; reference data is held by version."""

    def __init__(self, in_force: InForce, screener: Screener) -> None:
        self._screener, self._in_force = screener, in_force
        name = Requirements.NAME
        self._requirements = Held(in_force, name, _requirements, Requirements())
        self._countries = Held(in_force, CountryRisk.NAME, _countries, CountryRisk())
        self._products = Held(in_force, ProductRisk.NAME, _products, ProductRisk())

    def all(self) -> dict[type[LookedUp], Lookup]:
        """Return the lookup of each need."""
        return {
            Requirements: self.requirements,
            CountryRisk: self.countries,
            ProductRisk: self.products,
            PartyScreenings: self.screenings,
            Today: today,
            EarlierCases: earlier_cases,
            DocumentVerdicts: verdicts,
            RequirementWaivers: waivers,
            ScreeningJudgements: judgements,
        }

    async def requirements(self, conn: Connection, _: Sequence[Case]) -> Requirements:
        """Return the requirements in force."""
        return await self._requirements.value(conn)

    async def countries(self, conn: Connection, _: Sequence[Case]) -> CountryRisk:
        """Return the tiers of countries in force."""
        return await self._countries.value(conn)

    async def products(self, conn: Connection, _: Sequence[Case]) -> ProductRisk:
        """Return the tiers of products and channels in force."""
        return await self._products.value(conn)

    async def screenings(self, conn: Connection, cases: Sequence[Case]) -> PartyScreenings:
        """Return the hits of all clients and parties, with the entries that they hit."""
        subjects = [one for case in cases for one in subjects_of(case.payload)]
        names = sorted({name for one in subjects for name in one.names})
        given = sorted({key for one in subjects for key in keys_of(one)})
        found, versions = await self._screener.screen(conn, names, given)
        return PartyScreenings(
            found.lists,
            found.hits,
            await _entries(conn, found, versions),
            found.partial,
            found.unscreened,
            found.identified,
            tuple(await self._in_force.retired(conn)),
            {one.dataset: one.as_of for one in versions},
        )


async def today(_: Connection, __: Sequence[Case]) -> Today:
    """Return the day, in UTC."""
    return Today(datetime.now(UTC).date())


async def earlier_cases(conn: Connection, cases: Sequence[Case]) -> EarlierCases:
    """Return the last decided case of the client of each request."""
    rows = await onboarding.earlier_cases(conn, [case.request_id for case in cases])
    return EarlierCases({row.request_id: _earlier(row) for row in rows})


def _earlier(row: onboarding.EarlierRow) -> Earlier:
    factors, parties, owners = of_records(row.factors, row.owners, row.parties)
    return Earlier(
        request_id=row.earlier_id,
        is_own=row.is_own,
        decision=row.decision,
        decided_on=row.decided_on.isoformat(),
        rating=row.rating,
        next_review=row.next_review,
        factors=factors,
        parties=parties,
        owners=[*owners],
    )


async def _entries(
    conn: Connection, found: Screenings, versions: Sequence[Version]
) -> dict[tuple[str, str], Entry]:
    ids = {one.dataset: one.reference_version_id for one in versions}
    of = {one.reference_version_id: one.dataset for one in versions}
    asked = sorted(
        {
            (ids[dataset], hit.entry_id)
            for by_list in (*found.hits.values(), *found.identified.values())
            for dataset, hits in by_list.items()
            for hit in hits
        }
    )
    if not asked:
        return {}
    rows = await onboarding.listed_entries(conn, *zip(*asked, strict=True))
    return {
        (of[row.reference_version_id], row.entry_id): Entry.of(
            row.entity_type,
            row.program,
            row.country,
            row.birth_date,
            row.identifiers,
            row.remarks,
            row.names,
        )
        for row in rows
    }


async def _requirements(conn: Connection, version: Version) -> Requirements:
    rows = await onboarding.requirements(conn, version.reference_version_id)
    return Requirements(version.version, tuple(_requirement(row) for row in rows))


def _requirement(row: onboarding.RequirementRow) -> Requirement:
    types, whose = of_row(row.document_types, row.whose)
    return Requirement(
        client_type=row.client_type,
        country=row.country,
        product=row.product,
        name=row.requirement,
        whose=whose,
        must=row.must,
        valid_months=row.valid_months,
        types=types,
    )


async def _countries(conn: Connection, version: Version) -> CountryRisk:
    rows = await onboarding.country_risk(conn, version.reference_version_id)
    return CountryRisk(version.version, {row.country: row.tier for row in rows})


async def _products(conn: Connection, version: Version) -> ProductRisk:
    rows = await onboarding.product_risk(conn, version.reference_version_id)
    return ProductRisk(version.version, {(row.scope, row.name): row.tier for row in rows})
