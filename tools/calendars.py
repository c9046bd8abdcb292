"""Write reference/calendars.csv: closing days of markets and payments, by the library holidays.

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
# Our names of calendars, and the library's names of the markets. USD is the Federal Reserve: a
# holiday on a Saturday closes no bank on the Friday before, as it does the exchanges.
CALENDARS = {
    "TARGET": "XECB",
    "USD": "XFED",
    "XNYS": "XNYS",
    "XLON": "XLON",
    "XETR": "XETR",
    "XPAR": "XPAR",
    "XMIL": "XMIL",
    "XMAD": "XMAD",
}
# Payments in pounds (CHAPS) rest on the bank holidays of England.
POUND = "GBP"
# Saturday is 5. A holiday on a weekend says nothing that the weekend does not.
SATURDAY = 5


def rows(first: int, last: int) -> list[list[str]]:
    """Return the rows of the file for these years, the last included."""
    found = []
    for name in [*CALENDARS, POUND]:
        found.append([name, "sat sun", f"{first}-01-01", f"{last}-12-31", "", ""])
        for day, words in sorted(closed(name, range(first, last + 1)).items()):
            if day.weekday() < SATURDAY and first <= day.year <= last:
                found.append([name, "", "", "", day.isoformat(), plain(words)])
    return found


def closed(name: str, years: range) -> dict[date, str]:
    """Return the closing days of one of our calendars, each with its name."""
    if name == POUND:
        return dict(holidays.country_holidays("GB", subdiv="ENG", years=years, language="en_US"))
    return dict(holidays.financial_holidays(CALENDARS[name], years=years, language="en_US"))


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
