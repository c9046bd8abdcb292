"""Keys of the keyboard: one list for the script and for the help; none of them decides anything."""

from dataclasses import dataclass

from bankagent.pages.navigation import ENTRIES


@dataclass(frozen=True, slots=True)
class Key:
    """A key, or two after one another, and what it does."""

    keys: str
    does: str
    path: str = ""


KEYS = (
    Key("?", "shows this list"),
    Key("/", "goes to the search field"),
    Key("j", "goes to the next row"),
    Key("k", "goes to the row before"),
    Key("o", "opens the row"),
    *(Key(f"g {entry.key}", f"goes to {entry.label}", entry.path) for entry in ENTRIES),
)
