"""What production refuses before it opens anything, each by name."""

from pathlib import Path

import pytest

from bankagent.db import service_login
from bankagent.db.production import refuse_unsafe
from bankagent.db.url import DatabaseUrl
from bankagent.errors import BadSettings
from bankagent.settings import Settings
from tests.support.databases import Database

AWAY = "postgresql://bank_api:x9f3@db.bank/bank"
SAFE = f"{AWAY}?sslmode=verify-full"


def refusal(url: str, **more: object) -> str:
    settings = Settings(app_env="production", **more)
    said = ""
    try:
        refuse_unsafe(settings, DatabaseUrl.parse(url))
    except BadSettings as error:
        said = error.detail
    assert "x9f3" not in said
    return said


@pytest.mark.parametrize(
    "url",
    [
        SAFE,
        f"{AWAY}?gssencmode=require",
        "postgresql://bank_api:x9f3@localhost/bank",
        "postgresql://bank_api:x9f3@127.0.0.1:5433,localhost/bank",
        "postgresql://bank_api@/bank?host=/var/run/postgresql",
    ],
)
def test_a_safe_way_is_taken(url: str) -> None:
    assert refusal(url) == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (AWAY, "sslmode is prefer"),
        (f"{AWAY}?sslmode=require", "sslmode is require"),
        (f"{AWAY}?sslmode=verify-ca", "sslmode is verify-ca"),
        ("postgresql://bank_api:x9f3@localhost,db.bank/bank", "sslmode"),
        ("postgresql://bank_api:x9f3@127.evil.example/bank", "sslmode"),
        ("postgresql://bank_api:postgres@localhost/bank", "password"),
        ("postgresql://bank_api:Bank_API@localhost/bank", "password"),
    ],
)
def test_an_unsafe_one_is_refused_by_name(url: str, words: str) -> None:
    assert words in refusal(url)


@pytest.mark.parametrize("wrong", ["p%zzx9f3", "x9f3 y"])
@pytest.mark.parametrize("name", ["DATABASE_URL", "BANKAGENT_API_DATABASE_URL"])
def test_a_url_that_libpq_cannot_read_is_refused_without_a_piece_of_it(
    name: str, wrong: str
) -> None:
    settings = Settings.model_validate({name: f"postgresql://bank_api:{wrong}@[h/bank"})
    with pytest.raises(BadSettings) as caught, service_login.opened(settings, service_login.API):
        pass
    assert caught.value.detail.startswith(f"{name} is not a URL that PostgreSQL understands")
    assert "x9f3" not in caught.value.detail


def test_all_that_is_unsafe_is_named_in_one_sentence() -> None:
    url = DatabaseUrl.parse(AWAY.replace("x9f3", "password"))
    with pytest.raises(BadSettings) as caught:
        refuse_unsafe(Settings(app_env="production"), url, also=["the moon is full"])
    for words in ("sslmode=verify-full", "password", "the moon is full"):
        assert words in caught.value.detail
    assert "\n" not in caught.value.detail


def test_a_mesh_that_encrypts_must_be_named() -> None:
    assert refusal(AWAY, unverified_database="allowed") == ""
    assert "BANKAGENT_UNVERIFIED_DATABASE" in refusal(AWAY)


SERVICES = """[far]
host=db.bank
user=bank_api
[guessed]
host=localhost
password=postgres
[safe]
host=db.bank
password=x9f3
sslmode=verify-full
"""
PASSWORDS = """db1.bank:*:*:*:x9f3
db2.bank:*:*:*:admin
localhost:5433:*:*:bank_api
"""
HERE, NOWHERE = "postgresql://bank_api@localhost/bank", "postgresql:///bank"
UNVERIFIED, GUESSED = "sslmode is prefer", "easy to guess"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service file and a password file, which libpq finds."""
    for name, text in (("PGSERVICEFILE", SERVICES), ("PGPASSFILE", PASSWORDS)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("url", "environ", "words"),
    [
        ("postgresql:///bank?service=far", {}, UNVERIFIED),
        (NOWHERE, {"PGSERVICE": "far"}, UNVERIFIED),
        (NOWHERE, {"PGHOST": "db.bank"}, UNVERIFIED),
        (NOWHERE, {"PGHOST": "localhost,db.bank"}, UNVERIFIED),
        (HERE, {"PGHOSTADDR": "10.1.2.3"}, UNVERIFIED),
        ("postgresql://localhost,127.0.0.1/bank?hostaddr=127.0.0.1,10.1.2.3", {}, UNVERIFIED),
        (HERE, {"PGSERVICE": "guessed"}, GUESSED),
        ("postgresql:///bank?service=guessed", {}, GUESSED),
        (HERE, {"PGPASSWORD": "ChangeMe"}, GUESSED),
        (HERE, {"PGPORT": "5433"}, GUESSED),
        ("postgresql://localhost/bank", {"PGPASSWORD": "x9f3", "PGUSER": "X9F3"}, GUESSED),
        ("postgresql://bank_api@db1.bank,db2.bank/bank?sslmode=verify-full", {}, GUESSED),
        ("postgresql:///bank?service=nonesuch", {}, "look for its service there"),
        ("postgresql:///bank?service=safe", {}, ""),
        (AWAY, {"PGSSLMODE": "verify-full"}, ""),
        (AWAY, {"PGGSSENCMODE": "require"}, ""),
        (AWAY, {"PGHOSTADDR": "127.0.0.2"}, ""),
        (NOWHERE, {"PGHOST": "/var/run/postgresql"}, ""),
        ("postgresql://bank_api@db1.bank/bank?sslmode=verify-full", {}, ""),
    ],
)
def test_all_that_libpq_reads_counts(
    url: str, environ: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    said = refusal(url)
    assert words in said
    assert bool(words) == bool(said)


def test_what_is_on_this_machine_follows_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DatabaseUrl.parse(HERE).is_on_this_machine
    monkeypatch.setenv("PGHOSTADDR", "10.1.2.3")
    assert not DatabaseUrl.parse(HERE).is_on_this_machine


def test_development_is_left_alone() -> None:
    refuse_unsafe(Settings(), DatabaseUrl.parse(AWAY))


def test_both_services_look_before_they_open(db: Database) -> None:
    settings = Settings(
        app_env="production", api_database_url=AWAY, worker_database_url=AWAY, database_url=db.url
    )
    for role in (service_login.API, service_login.WORKER):
        with pytest.raises(BadSettings, match="sslmode"), service_login.opened(settings, role):
            pass
