"""A URL with an unescaped password: no piece of the password leaves a process, whatever it does."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from tests.support.api_process import Api
from tests.support.cli import bankagent, in_process
from tests.support.workers import Worker

PIECES = ("Zq8vK", "wX5mJ")
SENTENCE = "is not a URL that PostgreSQL understands: write what is special in its password"
SPECIAL = "@/?#%[]:& \\'\",;=+!$()*~^|<>{}`\n\té\u00a0"
# Nothing listens on port 1.
REST = ("@127.0.0.1:1/bank", "@127.0.0.1:port/bank", "@[::1/bank", "@/bank?host=/tmp", "/bank", "")
COMMANDS = (
    ("migrate",),
    ("migrate", "--json"),
    ("doctor",),
    ("status",),
    ("run",),
    ("caller", "list"),
    ("policy", "list"),
)


def pieces_in(text: str) -> list[str]:
    return [piece for piece in PIECES if piece in text]


def shown(text: str) -> str:
    """Return how a URL is shown, or the sentence that refuses it."""
    try:
        url = DatabaseUrl.parse(text)
    except BadSettings as error:
        return error.detail
    return f"{url} {url!r}"


def urls() -> list[str]:
    first, second = PIECES
    ways = [f"{first}{one}{second}" for one in SPECIAL.replace("\n", "")]
    ways += [f"{first}%zz{second}", f"{first}%00{second}", f"{first}?host={second}/@", f"@{first}@"]
    return [f"postgresql://ann:{way}{rest}" for way in ways for rest in REST[:3]]


@given(
    st.lists(st.sampled_from([*PIECES, *SPECIAL, "x", "7"]), min_size=1, max_size=9).map("".join),
    st.sampled_from(REST),
    st.sampled_from(["ann:", "", "ann@bank:"]),
)
@example("Zq8vK@wX5mJ", REST[0], "ann:")
@example("Zq8vK/wX5mJ@x", REST[0], "ann:")
@example("@Zq8vK@wX5mJ", REST[3], "ann:")
@example("x?host=Zq8vK/y", REST[0], "ann:")
def test_where_a_url_leads_shows_no_piece_of_its_password(
    password: str, rest: str, user: str
) -> None:
    said = shown(f"postgresql://{user}{password}{rest}")
    # Without a user before it, or without an @ behind it, a word may be meant as user or database.
    if SENTENCE in said or (user and "@" in rest):
        assert pieces_in(said) == []


def test_a_url_of_bytes_that_are_no_text_is_refused_in_a_sentence() -> None:
    for odd in ("\udce9", "\0", "\n"):
        with pytest.raises(BadSettings, match=SENTENCE):
            DatabaseUrl.parse(f"postgresql://ann:Zq8vK{odd}@db/bank")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:x%40y%2Fz@db.bank_1.example:5432,[::1]:5433/bank",
        "postgresql://ann@%2Frun%2Fpg/bank",
        "postgresql:///bank?host=/run/pg@5",
        "postgresql:///bank?host=@pg&user=ann@db",
        "postgresql://ann:a?b&c=d[e]f#g@db/bank",
        "postgresql://ann@[fe80::1%25eth0]/bank",
        "postgresql://a,b:5433,/bank?hostaddr=10.0.0.1,::1,127.0.0.1",
    ],
)
def test_a_url_that_is_right_is_taken(url: str) -> None:
    DatabaseUrl.parse(url)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_prints_a_piece(command: tuple[str, ...], folder: Path) -> None:
    for url in urls():
        done = in_process(*command, DATABASE_URL=url, BANKAGENT_DATA=folder, PORT="1")
        assert done.returncode != 0, url
        assert pieces_in(done.stdout + done.stderr) == [], url
        assert "Traceback" not in done.stderr


def test_psql_prints_no_piece() -> None:
    for special in "@:":
        url = f"postgresql://ann:Zq8vK{special}wX5mJ@127.0.0.1:1/bank"
        done = bankagent("psql", "-c", "select 1", DATABASE_URL=url)
        assert done.returncode == 2
        assert pieces_in(done.stdout + done.stderr) == []


def test_neither_service_prints_a_piece(free_port: int) -> None:
    url = "postgresql://ann:Zq8vK@wX5mJ@127.0.0.1:1/bank"
    worker = Worker(url)
    api = Api(free_port, BANKAGENT_API_DATABASE_URL=url)
    try:
        for process, code in ((worker, 2), (api, 3)):
            assert process.process.wait(30) == code
            assert SENTENCE in process.said()
            assert pieces_in(process.said()) == []
    finally:
        worker.end()
        api.end()
