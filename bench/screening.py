"""Screening of one name: recall, false alarms and time on OFAC's list.

    PYTHONPATH=. python bench/screening.py sdn.csv alt.csv            # --each 1000 --seed 8

Treated names are made of the list's own names that have at least two words: transposed words and
one changed letter of any entry, another spelling of the legal form of all but people, the other
treatments of people (bench/treated_names.py). A treated name is found when its entry is among the
hits. Ordinary names (bench/ordinary_names.py) are not
made of the list; each hit of one is a false alarm, also where another person of exactly this name
is listed. Each name is screened once, so that no answer is remembered. Times are CPU time.
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from statistics import median

from bankagent.domain.listed_name import ListedName
from bankagent.screening.index import LEAST_SCORE, ListIndex
from bench import ordinary_names, treated_names

Treatment = Callable[[str, Random], str | None]


def read(sdn: Path, alt: Path) -> list[tuple[ListedName, str]]:
    """The names of OFAC's two files, each with the type of its entry."""
    primary = [row for row in _rows(sdn) if len(row) > 3]
    types = {row[0]: row[2] for row in primary}
    aliases = [row for row in _rows(alt) if len(row) > 3]
    return [
        *((ListedName(row[0], row[1]), row[2]) for row in primary),
        *((ListedName(row[0], row[3], "alias"), types.get(row[0], "-0-")) for row in aliases),
    ]


def recall(
    index: ListIndex, names: Iterable[ListedName], treat: Treatment, random: Random, many: int
) -> tuple[float, list[float]]:
    """The share of treated names that find their entry, and the times in milliseconds."""
    treated = [(text, one) for one in names if (text := treat(one.name, random))]
    chosen = random.sample(treated, min(many, len(treated)))
    times: list[float] = []
    found = [one.entry_id in _hits(index, text, times) for text, one in chosen]
    return sum(found) / len(found), times


def alarms(index: ListIndex, names: Iterable[str]) -> tuple[float, list[float]]:
    """The share of ordinary names that have a hit, and the times in milliseconds."""
    times: list[float] = []
    found = [bool(_hits(index, text, times)) for text in names]
    return sum(found) / len(found), times


def treatments(
    listed: list[tuple[ListedName, str]],
) -> Iterable[tuple[str, Treatment, list[ListedName]]]:
    """Each treatment with the names that it is tried on."""
    several = [(one, type_) for one, type_ in listed if len(one.name.split()) >= 2]
    people = [one for one, type_ in several if type_ == "individual"]
    for name, treat in treated_names.ANY.items():
        yield name, treat, [one for one, _ in several]
    for name, treat in treated_names.OF_PEOPLE.items():
        yield name, treat, people
    for name, treat in treated_names.OF_COMPANIES.items():
        yield name, treat, [one for one, type_ in several if type_ != "individual"]


def _hits(index: ListIndex, text: str, times: list[float]) -> set[str]:
    # CPU time, so that other programs of the machine do not count.
    began = time.thread_time()
    hits = index.screen(text)
    times.append((time.thread_time() - began) * 1e3)
    return {hit.entry_id for hit in hits}


def _rows(path: Path) -> Iterable[list[str]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file):
            yield [cell.strip() for cell in row]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("sdn", type=Path)
    asked.add_argument("alt", type=Path)
    asked.add_argument("--each", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=8)
    asked = asked.parse_args()
    random = Random(asked.seed)
    listed = read(asked.sdn, asked.alt)
    began = time.perf_counter()
    index = ListIndex([one for one, _ in listed])
    took = time.perf_counter() - began
    print(f"{len(listed)} names, indexed in {took:.2f} s; least score {LEAST_SCORE}")
    every: list[float] = []
    for name, treat, names in treatments(listed):
        share, times = recall(index, names, treat, random, asked.each)
        every += times
        print(f"recall, {name}: {share:.3f}; median {median(times):.1f} ms")
    for name, make in (("people", ordinary_names.people), ("companies", ordinary_names.companies)):
        share, times = alarms(index, make(random, 2 * asked.each))
        every += times
        print(f"false alarms, ordinary {name}: {share:.4f}; median {median(times):.1f} ms")
    every.sort()
    p95 = every[len(every) * 95 // 100]
    print(f"all: median {median(every):.1f} ms, p95 {p95:.1f} ms, longest {every[-1]:.0f} ms")


if __name__ == "__main__":
    main()
