"""What production refuses before it opens anything, each by name."""

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


def test_the_environment_of_libpq_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert refusal(AWAY) == ""
    monkeypatch.setenv("PGHOST", "db.bank")
    assert not DatabaseUrl.parse("postgresql:///bank").is_on_this_machine


def test_development_is_left_alone() -> None:
    refuse_unsafe(Settings(), DatabaseUrl.parse(AWAY))


def test_both_services_look_before_they_open(db: Database) -> None:
    settings = Settings(
        app_env="production", api_database_url=AWAY, worker_database_url=AWAY, database_url=db.url
    )
    for role in (service_login.API, service_login.WORKER):
        with pytest.raises(BadSettings, match="sslmode"), service_login.opened(settings, role):
            pass
