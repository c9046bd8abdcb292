"""A database URL: parsed once, shown without its secrets, made into a connection string."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from bankagent.db.url import DatabaseUrl

SECRET = "x9f3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"postgresql://ann:{SECRET}@db:5433/bank", "bank at db:5433 as ann"),
        (f"postgresql://ann:{SECRET}@a,b/bank?passfile={SECRET}", "bank at a,b as ann"),
        ("postgresql://", "the default database at the default host as you"),
    ],
)
def test_a_url_is_shown_without_its_secrets(text: str, shown: str) -> None:
    url = DatabaseUrl.parse(text)
    assert str(url) == shown
    assert SECRET not in f"{url!r}"


def test_what_the_url_says_wins_over_our_defaults() -> None:
    url = DatabaseUrl.parse("postgresql://db/bank?connect_timeout=9&application_name=theirs")
    given = conninfo_to_dict(url.conninfo(application_name="ours"))
    assert (given["connect_timeout"], given["application_name"]) == ("9", "theirs")
    assert given["tcp_user_timeout"] == "6000"


def test_the_role_and_the_settings_of_psql_join_the_options_of_the_url() -> None:
    url = DatabaseUrl.parse("postgresql://db/bank?options=-c%20jit%3Doff")
    given = url.parameters(application_name="x", role="r", settings={"search_path": "a,b"})
    assert given["options"] == "-c jit=off -c role=r -c search_path=a,b"
    plain = DatabaseUrl.parse("postgresql://db/bank").conninfo(application_name="x")
    assert "options=''" in plain  # else PGOPTIONS counts, which poolers refuse


def test_the_encoding_is_ours_whatever_the_url_says() -> None:
    url = DatabaseUrl.parse("postgresql://db/bank?client_encoding=LATIN1")
    given = conninfo_to_dict(url.conninfo(application_name="x"))
    assert given["client_encoding"] == "UTF8"
