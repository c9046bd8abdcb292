"""Tool screen_names: potential matches of names with the screening lists in force."""

from collections.abc import Awaitable, Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from bankagent.agent.tools import Call, Tool
from bankagent.domain.exact_json import JsonObject
from bankagent.facts.screenings import Hits, Screenings

NAME = "screen_names"
DESCRIPTION = (
    "Screen names of persons and companies against the sanctions lists in force. A hit is a "
    "potential match that a person judges; it is data of the bank, and no passage to quote."
)
MOST_HITS = 5

Screen = Callable[[Sequence[str]], Awaitable[Screenings]]


class Names(BaseModel):
    """The names to screen."""

    model_config = ConfigDict(extra="forbid")

    names: list[str] = Field(min_length=1, max_length=10)


def screen_names(screen: Screen) -> Tool:
    """Return the tool; `screen` asks the lists in force."""

    async def screened(given: Names, _: Call) -> JsonObject:
        found = await screen(given.names)
        return {
            "lists": dict(found.lists),
            "partial": list(found.partial),
            "names": [
                {
                    "name": name,
                    "is_screened": bool(found.lists) and name not in found.unscreened,
                    "hits": _hits(found.hits.get(name, {})),
                }
                for name in given.names
            ],
        }

    return Tool(NAME, DESCRIPTION, Names, "read", screened)


def _hits(by_list: Hits) -> list[JsonObject]:
    """Return the hits that are most alike, of all lists."""
    found = sorted(
        ((-hit.score, dataset, hit.entry_id) for dataset, hits in by_list.items() for hit in hits)
    )
    return [
        {"list": dataset, "entry_id": entry_id, "score": -score}
        for score, dataset, entry_id in found[:MOST_HITS]
    ]
