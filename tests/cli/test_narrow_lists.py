"""Lists of versions on terminals of 80 and of 120 columns."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from rich.console import Console
from rich.table import Table

from bankagent.cli import policy_text, reference_tables
from bankagent.domain.policy_version import PolicyVersion
from bankagent.domain.reference import ReferenceVersion

AT = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
SOURCE = "European Central Bank, euro foreign exchange reference rates (reference/fx_rates.csv)"


def lines(shown: Table, width: int) -> list[str]:
    out = StringIO()
    Console(file=out, width=width, highlight=False, markup=False).print(shown)
    found = out.getvalue().splitlines()
    assert max(map(len, found)) <= width
    return found


def policy(version: int, author: str, by: str) -> PolicyVersion:
    return PolicyVersion(
        "trade_review", version, "active", "x", "0" * 64, author, AT, True, True, AT, AT, by, "x"
    )


def reference(dataset: str) -> ReferenceVersion:
    return ReferenceVersion(
        1, dataset, 12, SOURCE, date(2026, 10, 30), "x", "0" * 64, 19080, AT, "bankagent", True,
        AT, "bankagent", None, None,
    )  # fmt: skip


@pytest.mark.parametrize("width", [80, 120])
def test_no_name_and_no_status_of_a_policy_is_cut(width: int) -> None:
    versions = [policy(3, "bankagent", "bankagent"), policy(1001, "anna.kowalska", "ben")]
    shown = lines(policy_text.version_table(versions), width)
    for words in (("trade_review@3", "active", "bankagent"), ("trade_review@1001", "ben")):
        assert any(all(word in line.split() for word in words) for line in shown), shown
    assert sum(line.count("2026-11-28") for line in shown) == 4
    if width == 120:
        assert len(shown) == 3


@pytest.mark.parametrize("width", [80, 120])
def test_no_dataset_is_cut_where_a_source_is_long(width: int) -> None:
    datasets = ("restricted_instruments", "screening:OFAC-SDN", "fx_rates")
    wide = width >= reference_tables.ROOM_FOR_SOURCE
    versions = [reference(dataset) for dataset in datasets]
    shown = lines(reference_tables.version_table(versions, with_source=wide), width)
    for dataset in datasets:
        words = (dataset, "12", "2026-10-30", "19,080", "bankagent")
        assert any(all(word in line.split() for word in words) for line in shown), shown
    assert ("European Central Bank" in " ".join(shown)) == wide
    assert wide or len(shown) == 1 + len(datasets)
