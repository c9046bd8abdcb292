"""The tour of the examples against real processes, and what it says where it cannot go on."""

import http.server
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.api_process import Api
from tests.support.cli import bankagent
from tests.support.databases import Database

EXAMPLES = Path(__file__).parents[2] / "examples"


def tour(*args: str) -> subprocess.CompletedProcess[str]:
    # -S: nothing but Python's own library, as a newcomer has it.
    return subprocess.run(
        [sys.executable, "-E", "-s", "-S", str(EXAMPLES / "tour.py"), *args],
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )


def import_the_sample_list(db: Database) -> None:
    dataset = "screening:SAMPLE"
    file = str(EXAMPLES / "screening_sample.csv")
    imported = bankagent(
        "reference", "import", dataset, file, "--source", "invented", DATABASE_URL=db.url
    )
    assert imported.returncode == 0, imported.stderr
    activated = bankagent("reference", "activate", dataset, DATABASE_URL=db.url)
    assert activated.returncode == 0, activated.stderr


def left_out(told: list[dict[str, Any]]) -> list[str]:
    return [one["example"] for one in told if one["left_out"]]


def having(field: str) -> list[str]:
    """The names of the examples that have this field."""
    return [
        path.relative_to(EXAMPLES).with_suffix("").as_posix()
        for path in sorted(EXAMPLES.glob("*/*.json"))
        if field in json.loads(path.read_text())
    ]


def test_each_example_ends_as_its_file_expects_twice_and_with_a_screening_list(
    service: Api, db: Database
) -> None:
    first = tour(service.url)
    assert (first.returncode, first.stderr) == (0, ""), first.stdout
    # Some need a screening list in force, and some that there is none.
    need, need_none = having("when_in_force"), having("unless_in_force")
    assert min(len(need), len(need_none)) > 1
    fit = len(list(EXAMPLES.glob("*/*.json"))) - len(need)
    assert f"Examples that ended as their files expect: all {fit}" in first.stdout
    for word in ("approved by policy", "rejected by policy", "refused, nothing was stored"):
        assert word in first.stdout
    assert "Rule TR-090 says reject" in first.stdout
    assert "Explanation for the client" in first.stdout
    assert max(map(len, first.stdout.splitlines())) <= 80

    second = tour(service.url, "--json")
    assert second.returncode == 0, second.stdout
    assert left_out(json.loads(second.stdout)) == need

    import_the_sample_list(db)
    third = tour(service.url, "--json")
    assert third.returncode == 0, third.stdout
    assert left_out(json.loads(third.stdout)) == need_none


def test_an_example_that_ends_in_another_way_is_shown_with_what_differs(
    service: Api, tmp_path: Path
) -> None:
    for file in EXAMPLES.glob("*.py"):
        (tmp_path / file.name).write_text(file.read_text())
    example = json.loads((EXAMPLES / "trade_review" / "02_few_fields.json").read_text())
    example["expect"]["rules"] = ["TR-010"]
    (tmp_path / "trade_review").mkdir()
    (tmp_path / "trade_review" / "1.json").write_text(json.dumps(example))
    run = subprocess.run(
        [sys.executable, str(tmp_path / "tour.py"), service.url],
        check=False,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert run.returncode == 1
    assert "NOT AS EXPECTED: rules TR-000 instead of TR-010" in run.stdout
    assert "Examples that ended in another way: 1 of 1" in run.stdout


def test_a_key_that_does_not_work_is_told_in_one_sentence(service: Api) -> None:
    run = tour(service.url, "--key", "bak_caller_wrong")
    assert run.returncode == 1
    assert run.stdout == ""
    assert "This key is not known here" in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_service_that_is_not_there_is_waited_for_and_then_told(free_port: int) -> None:
    run = tour(f"http://127.0.0.1:{free_port}/")
    assert run.returncode == 1
    assert run.stdout == ""
    waiting, told = run.stderr.splitlines()
    assert waiting.startswith("Waiting 10 s")
    assert "start it with `make run`" in told


class Portal(http.server.BaseHTTPRequestHandler):
    """A web server that is no bankagent."""

    def do_GET(self) -> None:
        """Answer with a page."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>Intranet</h1>")

    def log_message(self, format: str, *args: object) -> None:
        """Keep the calls out of the tests' output."""


@contextmanager
def portal() -> Iterator[int]:
    """A web server on a port of its own."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def no_http() -> Iterator[int]:
    """A server that greets in another protocol, once."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            conn, _ = listening.accept()
            with conn:
                conn.recv(1000)
                conn.sendall(b"220 mail.example ready\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize("other", [portal, no_http])
def test_another_program_at_the_port_is_told_in_one_sentence(other) -> None:
    with other() as port:
        run = tour(f"http://127.0.0.1:{port}")
    assert run.returncode == 1
    assert run.stdout == ""
    assert run.stderr.startswith("Something else than bankagent answers at")
    assert run.stderr.count("\n") == 1
