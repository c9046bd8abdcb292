"""Ways in under a setting that no law survives: services do not start, and the doctor names it."""

import json

from tests.battery.installation import Installation
from tests.battery.registry import Way


def api_does_not_start(at: Installation) -> None:
    assert at.api is None, "the API started"
    _one_sentence(at, at.why["api"])


def worker_does_not_start(at: Installation) -> None:
    assert at.worker is None, "the worker started"
    _one_sentence(at, at.why["worker"])


def doctor_names_it(at: Installation) -> None:
    checks = json.loads(at.command("doctor", "--json", code=1).stdout)["checks"]
    said = [one["what"] for check in checks for one in check["findings"]]
    for setting in at.circumstances.settings:
        assert any(setting.name in what for what in said), said


def _one_sentence(at: Installation, said: str) -> None:
    assert "Traceback" not in said, said
    for setting in at.circumstances.settings:
        assert any(setting.name in line for line in said.splitlines()), said


REFUSALS = [
    Way(use.__name__, use, by_psql=False)
    for use in (api_does_not_start, worker_does_not_start, doctor_names_it)
]
