"""Histories that an earlier version stored: each must load, and be replayed to the same end."""

import json
from pathlib import Path

import pytest

from bankagent.domain.agent import Answer
from bankagent.domain.exact_json import loads
from tests.support.agent_histories import ANSWERS, FOLDER, replayed

FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_history_is_replayed_without_a_model_to_its_stored_answer(path: Path) -> None:
    kept = json.loads(path.read_text())
    end, new = replayed(kept)
    assert end == Answer(loads(kept["steps"][-1]["result"]))
    assert new == []


def test_each_form_of_history_has_a_file() -> None:
    assert {path.stem.rpartition("-")[0] for path in FILES} >= set(ANSWERS)
