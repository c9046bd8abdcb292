"""Versions of reference data: imported, in force, retired."""

from dataclasses import dataclass
from datetime import date, datetime

from bankagent.domain.exact_json import JsonValue


@dataclass(frozen=True, slots=True)
class ReferenceVersion:
    """A version of a dataset, such as fx_rates 3.

    `as_of` is the day for which the source published it; `sha256` is the digest of its rows,
    whatever their order. `is_shipped` says that bankagent ships them. `activated_at` is None
    before it comes into force, `retired_at` before the next version does.
    """

    id: int
    dataset: str
    version: int
    source: str
    as_of: date
    description: str
    sha256: str
    row_count: int
    imported_at: datetime
    imported_by: str
    is_shipped: bool
    activated_at: datetime | None
    activated_by: str | None
    retired_at: datetime | None
    retired_by: str | None

    @property
    def state(self) -> str:
        """Where it is in its life: imported, in force or retired."""
        if self.retired_at:
            return "retired"
        return "in force" if self.activated_at else "imported"


@dataclass(frozen=True, slots=True)
class ReferenceInForce:
    """The version of a dataset that is in force; `age_days` counts whole days from `as_of` (UTC).

    `is_shipped` says that the rows are those which bankagent ships.
    """

    dataset: str
    version: int
    as_of: date
    age_days: int
    row_count: int
    source: str
    description: str
    activated_at: datetime
    activated_by: str
    is_shipped: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class ReferenceWaiting:
    """The newest version of a dataset, which has never been in force."""

    dataset: str
    version: int
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True, slots=True)
class ReferenceChange:
    """A row that two versions do not share: added, removed or changed.

    `key` names the row; the values are those of its other columns, None where there is no row.
    """

    table_name: str
    change: str
    key: dict[str, JsonValue]
    old_values: dict[str, JsonValue] | None
    new_values: dict[str, JsonValue] | None
