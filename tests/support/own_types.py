"""Packages of a bank: the worked example, built and installed beside the code; and broken ones."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.cli import SOURCE

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "own_type"


def install_example(into: Path) -> Path:
    """Build the example's wheel and install it into a folder, without a network; return it."""
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, into, EXAMPLE],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return into


def with_packages(*folders: Path) -> str:
    """Return the PYTHONPATH of a process that has the packages of these folders."""
    return os.pathsep.join(map(str, (SOURCE, ROOT, *folders)))


def write_package(into: Path, name: str, modules: Mapping[str, str], **points: str) -> Path:
    """Write a package as an installer leaves it: modules, and the entry points in its metadata."""
    for module, text in modules.items():
        (into / f"{module}.py").write_text(text)
    metadata = into / f"{name.replace('-', '_')}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{point} = {value}" for point, value in points.items()]
    text = "\n".join(["[bankagent.request_types]", *lines])
    (metadata / "entry_points.txt").write_text(text)
    return into
