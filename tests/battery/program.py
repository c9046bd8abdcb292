"""The program `python -m tests.battery`: each setting by itself, at each place, in a table."""

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial

from bankagent import settings
from tests.battery.places import DATABASE, IN_THE_SERVER, PLACES, Circumstances
from tests.battery.runner import Fault, trial
from tests.battery.settings import SETTINGS
from tests.support import databases, postgres

NOTHING = "nothing set"
Trial = tuple[str, Circumstances]


def trials(wanted: Sequence[str], places: Sequence[str], *, pooled: bool) -> Iterator[Trial]:
    """Yield each trial with its title: without any setting first, which must find no fault."""
    yield NOTHING, Circumstances(pooled=pooled)
    for one in SETTINGS:
        for place in one.places:
            if place in places and (not wanted or any(text in one.title for text in wanted)):
                yield one.title, Circumstances([one], place, pooled)


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
        use = partial(_faults, server, databases.template(server), tuple(asked.way))
        for (title, at), faults in zip(todo, pool.map(use, todo), strict=True):
            found.append((title, at.place, faults))
            if not asked.json:
                _print(title, at.place, faults)
    bad = sum(bool(faults) for _, _, faults in found)
    if asked.json:
        print(json.dumps([_as_json(*one) for one in found]))
    else:
        print(f"{len(found)} trials, {bad} with faults, in {time.monotonic() - began:.0f} s")
    return int(bad > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.battery", description=__doc__)
    parser.add_argument("--setting", action="append", default=[], help="a part of `name = value`")
    parser.add_argument("--place", action="append", default=[], choices=PLACES)
    parser.add_argument("--way", action="append", default=[], help="the name of a way in")
    parser.add_argument("--pooled", action="store_true", help="the API is behind PgBouncer")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    parser.add_argument("--json", action="store_true", help="print JSON, for scripts")
    return parser.parse_args()


def _faults(server: str, template: str, only: tuple[str, ...], one: Trial) -> list[Fault]:
    try:
        return trial(server, template, one[1], only=only)
    except Exception as error:  # noqa: BLE001 - a trial that cannot be made is a fault of its own
        return [Fault("trial", f"{type(error).__name__}: {error}"[:300])]


def _print(title: str, place: str, faults: Sequence[Fault]) -> None:
    where = "" if title == NOTHING and place == DATABASE else place
    print(f"{title:<48} {where:<18} {f'{len(faults)} failed' if faults else 'ok'}", flush=True)
    for fault in faults:
        print(f"    {fault.way}: {fault.what}", flush=True)


def _as_json(title: str, place: str, faults: Sequence[Fault]) -> dict[str, object]:
    return {"setting": title, "place": place, "faults": [asdict(fault) for fault in faults]}
