import json
import subprocess
import sys
from pathlib import Path

import pytest

from bankagent import settings
from bankagent.errors import BadSettings

URL = "postgresql://ann:s3cret@db/bank"


def refusal(environ: dict[str, str], dotenv: Path | None = None) -> str:
    with pytest.raises(BadSettings) as caught:
        settings.load(environ, dotenv)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_nothing_set_means_an_embedded_database_in_development_on_port_8000():
    found = settings.load({}, None)
    assert (found.database_url, found.app_env, found.port) == (None, "development", 8000)
    assert found.data.name == "bankagent"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_both_spellings_of_a_database_url_are_taken(scheme):
    found = settings.load({"DATABASE_URL": f"{scheme}://db/bank"}, None)
    assert found.database_url
    assert found.database_url.get_secret_value() == f"{scheme}://db/bank"


def test_another_scheme_is_refused_without_showing_the_url():
    said = refusal({"DATABASE_URL": "mysql://ann:s3cret@db/bank"})
    assert said == "DATABASE_URL is not usable: it must begin with postgresql://."


def secret(name):
    own = {"SMTP_URL": "smtps://ann:s3cret@mail", "BANKAGENT_REDACTION_KEY": "s3cret" * 6}
    return own.get(name, URL)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SMTP_URL", "https://mail"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://mail:port"),
        ("SMTP_URL", "smtp://mail?tls=perhaps"),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b c"),
        ("PUBLIC_URL", "bank.example"),
    ],
)
def test_a_setting_of_mail_that_is_not_usable_is_refused(name, wrong):
    assert refusal({name: wrong}).startswith(f"{name} is not usable: ")


def test_secrets_show_nowhere_in_text():
    found = settings.load({name: secret(name) for name in settings.SECRETS}, None)
    assert "s3cret" not in f"{found} {found!r} {found.model_dump_json()}"


@pytest.mark.parametrize("name", settings.SECRETS)
def test_every_secret_may_be_in_a_file_named_by_its_twin(name, tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{secret(name)}\n")
    found = settings.load({f"{name}_FILE": str(file)}, None)
    assert found == settings.load({name: secret(name)}, None)


def test_a_secret_and_its_twin_together_are_refused(tmp_path):
    said = refusal({"DATABASE_URL": URL, "DATABASE_URL_FILE": str(tmp_path)})
    assert said == "DATABASE_URL and DATABASE_URL_FILE are both set; keep one of them."


@pytest.mark.parametrize("path", ["/no/such/file", URL, "/", "~nobody-here/x", "a\0b"])
def test_a_twin_that_names_no_file_is_refused_without_showing_it(path):
    said = refusal({"DATABASE_URL_FILE": path})
    assert said == "DATABASE_URL_FILE does not name a text file that this account can read."


def test_an_empty_secret_file_is_refused(tmp_path):
    (tmp_path / "secret").write_text(" \n")
    assert "is empty" in refusal({"DATABASE_URL_FILE": str(tmp_path / "secret")})


def test_an_empty_string_is_unset():
    assert settings.load({"DATABASE_URL": "", "PORT": " "}, None) == settings.load({}, None)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("BANKAGENT_DATABASE_URL", "DATABASE_URL"),
        ("BANKAGENT_PORT", "PORT"),
        ("BANKAGENT_DATE", "BANKAGENT_DATA"),
        ("BANKAGENT_API_DATABASE_URL_FIEL", "BANKAGENT_API_DATABASE_URL_FILE"),
        ("BANKAGENT_PGBIN", "BANKAGENT_PG_BIN"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(wrong, near, tmp_path):
    said = f"{wrong} is not a setting of bankagent; did you mean {near}?"
    assert refusal({wrong: "s3cret"}) == said
    (tmp_path / ".env").write_text(f"{wrong}=s3cret\n")
    assert refusal({}, tmp_path / ".env") == said


def test_the_names_that_kubernetes_gives_every_pod_are_no_settings_of_ours():
    links = {"BANKAGENT_SERVICE_HOST": "10.0.0.1", "BANKAGENT_PORT_8000_TCP_ADDR": "10.0.0.1"}
    assert settings.load(links | {"KUBERNETES_SERVICE_HOST": "10.0.0.2"}, None).port == 8000
    refusal(links)


def test_the_environment_beats_the_dotenv_file_even_by_a_twin(tmp_path):
    (tmp_path / ".env").write_text("DATABASE_URL=postgresql://from/dotenv\nPORT=8001\nOTHER=x\n")
    (tmp_path / "secret").write_text(URL)
    found = settings.load({"DATABASE_URL_FILE": str(tmp_path / "secret")}, tmp_path / ".env")
    assert found.port == 8001
    assert found.database_url
    assert found.database_url.get_secret_value() == URL


def test_a_dotenv_file_is_read_as_shells_and_compose_write_it(tmp_path, monkeypatch):
    monkeypatch.setenv("FROM_OUTSIDE", "bank")
    (tmp_path / ".env").write_text(
        "# a comment\n"
        "export PORT=8001 # after a space\n"
        "\n"
        "DATABASE_URL='postgresql://ann:s3cret#1@db/$x'\n"
        'BANKAGENT_URL="https://${FROM_OUTSIDE}:${PORT}"\n'
        "BANKAGENT_DATA = /srv/data # spaces around\n"
        "port=1\n"
        "BANKAGENT_LOG_LEVEL\n"
        "APP_ENV=\n"
    )
    found = settings.load({}, tmp_path / ".env")
    assert found.database_url
    assert found.database_url.get_secret_value() == "postgresql://ann:s3cret#1@db/$x"
    assert (found.port, found.url) == (8001, "https://bank:8001")
    assert (str(found.data), found.log_level, found.app_env) == ("/srv/data", None, "development")


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_secret_of_a_dotenv_file_is_taken_as_it_stands(tmp_path, monkeypatch, quote):
    monkeypatch.setenv("HOME", "elsewhere")
    url = "postgresql://ann:a${HOME}b${NONE:-x}$$c@db/bank"
    (tmp_path / ".env").write_text(
        f"DATABASE_URL={quote}{url}{quote}\nBANKAGENT_URL=http://${{HOME}}\n"
    )
    found = settings.load({}, tmp_path / ".env")
    assert found.database_url
    assert found.database_url.get_secret_value() == url
    assert found.url == "http://elsewhere"


def test_a_dotenv_file_that_is_missing_or_a_folder_sets_nothing(tmp_path):
    (tmp_path / "folder").mkdir()
    for dotenv in (None, tmp_path / "none", tmp_path / "folder"):
        assert settings.load({}, dotenv) == settings.load({}, None)


def test_a_dotenv_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe\n")
    assert "is not a text file" in refusal({}, tmp_path / ".env")


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"PORT": "eighty"}, "PORT is not usable: it should be a valid integer"),
        ({"PORT": "70000"}, "PORT is not usable: it should be less than or equal to 65535"),
        ({"APP_ENV": "prod"}, "APP_ENV is not usable: it should be 'development' or 'production'"),
        (
            {"BANKAGENT_LOG_FORMAT": "xml"},
            "BANKAGENT_LOG_FORMAT is not usable: it should be 'json'",
        ),
        (
            {"BANKAGENT_LOG_LEVEL": "loud"},
            "BANKAGENT_LOG_LEVEL is not usable: it should be 'debug'",
        ),
        *(
            (
                {"BANKAGENT_METRICS_ADDRESS": wrong},
                "BANKAGENT_METRICS_ADDRESS is not usable: it must be host:port, such as",
            )
            for wrong in (
                "9464",
                "localhost",
                "localhost:0",
                "localhost:65536",
                "http://h:1",
                "a b:1",
            )
        ),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(environ, says):
    assert refusal(environ).startswith(says)


def test_a_home_folder_is_not_needed():
    ask = "import json; from bankagent import settings as s; print(json.dumps(str(s.load().data)))"
    said = subprocess.run(
        [sys.executable, "-c", ask],
        env={"XDG_DATA_HOME": "/srv/data", "PYTHONPATH": "src"},
        cwd=Path(__file__).parents[2],
        check=True,
        capture_output=True,
    )
    assert json.loads(said.stdout) == "/srv/data/bankagent"
