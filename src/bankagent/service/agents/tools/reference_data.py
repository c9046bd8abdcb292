"""Tool reference_data: exchange rates and country risk of the versions in force."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bankagent.agent.tools import Call, Tool
from bankagent.db.pool import Connection, Pool
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.store.decisions import onboarding, reference
from bankagent.store.decisions.reference import Version

NAME = "reference_data"
DESCRIPTION = (
    "Read the bank's reference data in force: units of a currency for one euro on a day, and "
    "the risk of countries. It is data of the bank, and no passage to quote."
)
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Wanted(BaseModel):
    """Currencies on a day, and countries."""

    model_config = ConfigDict(extra="forbid")

    currencies: list[Currency] = Field(default_factory=list, max_length=20)
    day: date | None = Field(default=None, description="leave it out for the newest rates")
    countries: list[Country] = Field(default_factory=list, max_length=20)


def reference_data(pool: Callable[[], Pool]) -> Tool:
    """Return the tool; what is in force is the same for every client."""

    async def read(given: Wanted, _: Call) -> JsonObject:
        async with pool().connection() as conn:
            in_force = await reference.in_force(conn)
            return {
                "fx_rates": await _rates(conn, _own(in_force, "fx_rates"), given),
                "country_risk": await _risks(conn, _own(in_force, "country_risk"), given),
            }

    return Tool(NAME, DESCRIPTION, Wanted, "read", read)


def _own(in_force: dict[str, Version], dataset: str) -> Version | None:
    found = in_force.get(dataset)
    return found if found and found.is_in_force else None


async def _rates(conn: Connection, version: Version | None, given: Wanted) -> JsonObject | None:
    if version is None or not given.currencies:
        return None
    days = [given.day] * len(given.currencies)
    rows = await reference.fx_rates(conn, version.reference_version_id, given.currencies, days)
    rates: list[JsonValue] = [
        {"currency": one.currency, "day": one.day.isoformat(), "units": one.units} for one in rows
    ]
    return {"version": version.version, "source": version.source, "rates": rates}


async def _risks(conn: Connection, version: Version | None, given: Wanted) -> JsonObject | None:
    if version is None or not given.countries:
        return None
    rows = await onboarding.country_risk(conn, version.reference_version_id)
    tiers: list[JsonValue] = [
        {"country": one.country, "tier": one.tier} for one in rows if one.country in given.countries
    ]
    return {"version": version.version, "source": version.source, "tiers": tiers}
