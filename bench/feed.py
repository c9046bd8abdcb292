"""Write a feed of pairs, of which 3 in 100 are broken, and say what its summary must be.

    python bench/feed.py pairs.csv [--pairs 10000] [--mark 2]
    time bankagent feed send pairs.csv --client CUST-1042

Of each 100 pairs 93 match exactly and 2 within tolerance, 3 are broken, 1 has our side alone and 1
theirs. `--mark` makes the record numbers those of other trades.
"""

import argparse
import csv
import io
from pathlib import Path

OURS = {
    "ours_source": "OMS", "ours_isin": "US0378331005", "ours_side": "buy", "ours_quantity": "1000",
    "ours_price": "150.25", "ours_settlement_amount": "150250", "ours_currency": "USD",
    "ours_trade_date": "2026-11-24", "ours_settlement_date": "2026-11-25",
}  # fmt: skip
THEIRS = {name.replace("ours_", "theirs_"): text for name, text in OURS.items()} | {
    "theirs_source": "BROKER-A", "theirs_side": "sell",
}  # fmt: skip
# Of each 100 pairs: the place of the pair, and what differs in it; None takes the side away.
ODD: dict[int, dict[str, str | None]] = {
    7: {"theirs_quantity": "900"},
    23: {"theirs_price": "151.25"},
    41: {"theirs_settlement_date": "2026-11-27"},
    55: {"theirs_price": "150.26"},
    56: {"theirs_settlement_amount": "150251"},
    70: {"theirs": None},
    90: {"ours": None},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--mark", default="")
    options = parser.parse_args()
    options.file.write_text(as_csv(pairs(options.pairs, options.mark)))
    print(matches(options.pairs))


def pairs(count: int, mark: str = "") -> list[dict[str, str]]:
    return [pair(number, mark) for number in range(1, count + 1)]


def pair(number: int, mark: str = "") -> dict[str, str]:
    own = {"ours_record_number": f"O{mark}-{number}", "theirs_record_number": f"T{mark}-{number}"}
    odd = ODD.get(number % 100, {})
    cells = OURS | THEIRS | own | {name: text for name, text in odd.items() if text is not None}
    missing = tuple(f"{side}_" for side, text in odd.items() if text is None)
    return {name: "" if name.startswith(missing or "-") else cells[name] for name in cells}


def as_csv(found: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()


def matches(count: int) -> dict[str, int]:
    """Return what a summary must say of so many pairs, whole hundreds of them."""
    hundreds = count // 100
    return {
        "exact": 93 * hundreds,
        "within_tolerance": 2 * hundreds,
        "forced": 0,
        "broken": 3 * hundreds,
        "unmatched_ours": hundreds,
        "unmatched_theirs": hundreds,
        "not_compared": 0,
    }


if __name__ == "__main__":
    main()
