"""The program `python -m tests.battery`: settings at each place, in bundles, and other databases.

A bundle with a fault is halved until the settings are found that have it.
"""

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from itertools import chain

from bankagent import settings
from tests.battery.bundles import all_of
from tests.battery.places import DATABASE, IN_THE_SERVER, PLACES, Circumstances, Setting
from tests.battery.runner import Fault, trial
from tests.battery.settings import SETTINGS
from tests.support import databases, postgres

NOTHING = "nothing set"
Trial = tuple[str, Circumstances]
Result = tuple[str, str, list[Fault]]


def trials(wanted: Sequence[str], places: Sequence[str], *, pooled: bool) -> Iterator[Trial]:
    """Yield each trial with its title: without any setting first, which must find no fault."""
    yield NOTHING, Circumstances(pooled=pooled)
    if not wanted:
        yield "another language", Circumstances(pooled=pooled, abroad=True)
        yield "another Procrastinate beside", Circumstances(pooled=pooled, beside=True)
    for place in places:
        bundles = ((one,) for one in SETTINGS if place in one.places) if wanted else all_of(place)
        for bundle in bundles:
            chosen = [one for one in bundle if not wanted or any(it in one.title for it in wanted)]
            if chosen:
                yield _title(chosen), Circumstances(chosen, place, pooled)


def _title(settings: Sequence[Setting]) -> str:
    more = f", and {len(settings) - 1} more" if len(settings) > 1 else ""
    return settings[0].title + more


def main() -> int:
    """Run the battery; 1 where any way in failed."""
    asked = _arguments()
    for name in (*settings.KNOWN, *settings.TWINS):
        os.environ.pop(name, None)
    ours = settings.load(dotenv=None)
    found, began = [], time.monotonic()
    with (
        postgres.run_folder(f"battery{os.getpid()}", ours) as root,
        postgres.shared_server(root, ours) as server,
        ProcessPoolExecutor(asked.jobs, multiprocessing.get_context("spawn")) as pool,
    ):
        # PgBouncer lets no start-up options through: an API with PGOPTIONS gets no connection.
        places = asked.place or (IN_THE_SERVER if asked.pooled else PLACES)
        todo = list(trials(asked.setting, places, pooled=asked.pooled))
        use = partial(_found, server, databases.template(server), tuple(asked.way))
        for one in chain.from_iterable(pool.map(use, todo)):
            found.append(one)
            if not asked.json:
                _print(*one)
    bad = sum(bool(faults) for _, _, faults in found)
    if asked.json:
        print(json.dumps([_as_json(*one) for one in found]))
    else:
        print(f"{len(found)} trials, {bad} with faults, in {time.monotonic() - began:.0f} s")
    return int(bad > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.battery", description=__doc__)
    parser.add_argument(
        "--setting", action="append", default=[], help="a part of `name = value`, each tried alone"
    )
    parser.add_argument("--place", action="append", default=[], choices=PLACES)
    parser.add_argument("--way", action="append", default=[], help="the name of a way in")
    parser.add_argument("--pooled", action="store_true", help="the API is behind PgBouncer")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    return parser.parse_args()


def _found(server: str, template: str, only: tuple[str, ...], one: Trial) -> list[Result]:
    """Return the result of a trial or, of a bundle with a fault, those of settings that have it.

    Where no half of a bundle has a fault, the bundle as a whole has.
    """
    title, at = one
    faults = _faults(server, template, only, at)
    middle = len(at.settings) // 2
    if not faults or not middle:
        return [(title, at.place, faults)]
    halves = (at.settings[:middle], at.settings[middle:])
    parts = [(_title(half), replace(at, settings=half)) for half in halves]
    found = [result for part in parts for result in _found(server, template, only, part)]
    bad = [result for result in found if result[2]]
    return bad or [(title, at.place, faults)]


def _faults(
    server: str, template: str, only: tuple[str, ...], circumstances: Circumstances
) -> list[Fault]:
    try:
        return trial(server, template, circumstances, only=only)
    except Exception as error:  # noqa: BLE001 - a trial that cannot be made is a fault of its own
        return [Fault("trial", f"{type(error).__name__}: {error}"[:300])]


def _print(title: str, place: str, faults: Sequence[Fault]) -> None:
    where = "" if title == NOTHING and place == DATABASE else place
    print(f"{title:<48} {where:<18} {f'{len(faults)} failed' if faults else 'ok'}", flush=True)
    for fault in faults:
        print(f"    {fault.way}: {fault.what}", flush=True)


def _as_json(title: str, place: str, faults: Sequence[Fault]) -> dict[str, object]:
    return {"setting": title, "place": place, "faults": [asdict(fault) for fault in faults]}
