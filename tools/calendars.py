"""Write reference/calendars.csv: holidays of TARGET, New York and London from the library holidays.

pip install holidays && python tools/calendars.py --from 2024 --to 2028

The library is no dependency: its 9 MB serve this file alone, which a bank replaces by its own.
"""

import argparse
import csv
import io
import re
import sys
from datetime import date
from pathlib import Path

import holidays

FILE = Path(__file__).parent.parent / "reference" / "calendars.csv"
HEADER = ["calendar", "weekend", "first_day", "last_day", "day", "name"]
# Our names of calendars, and the library's names of the markets.
CALENDARS = {"TARGET": "XECB", "XNYS": "XNYS", "XLON": "XLON"}
# Saturday is 5. A holiday on a weekend says nothing that the weekend does not.
SATURDAY = 5


def rows(first: int, last: int) -> list[list[str]]:
    """Return the rows of the file for these years, the last included."""
    found = []
    for name, market in CALENDARS.items():
        found.append([name, "sat sun", f"{first}-01-01", f"{last}-12-31", "", ""])
        days = holidays.financial_holidays(market, years=range(first, last + 1), language="en_US")
        for day, words in sorted(days.items()):
            if day.weekday() < SATURDAY and first <= day.year <= last:
                found.append([name, "", "", "", day.isoformat(), plain(words)])
    return found


def plain(words: str) -> str:
    """Return the name of a holiday, the first where a day has two."""
    return re.sub(r"\s+", " ", words.split(";", maxsplit=1)[0]).strip()


def main() -> int:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--from", dest="first", type=int, default=date.today().year - 2)  # noqa: DTZ011
    parser.add_argument("--to", dest="last", type=int, default=date.today().year + 2)  # noqa: DTZ011
    options = parser.parse_args()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows(options.first, options.last)])
    FILE.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
