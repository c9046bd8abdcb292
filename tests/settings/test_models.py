"""Settings of models: one sentence where they are wrong, and no key that is shown."""

from pathlib import Path

import pytest

from bankagent import settings
from bankagent.errors import BadSettings
from bankagent.settings.models import ModelChoice

KEY = "sk-0123456789abcdef0123"
OPENAI = {"BANKAGENT_MODEL": "openai:gpt-5-mini", "OPENAI_API_KEY": KEY}
BASE = "BANKAGENT_MODEL_BASE_URL"


def choice(**environ: str) -> ModelChoice:
    return settings.load(environ, None).model_choice()


def test_the_embedded_model_needs_nothing() -> None:
    assert choice() == ModelChoice("embedded", "embedded")


def test_a_key_is_read_from_the_environment_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    by_file = choice(BANKAGENT_MODEL="anthropic:claude", ANTHROPIC_API_KEY_FILE=f"{tmp_path}/key")
    for found in (choice(**OPENAI), by_file):
        assert found.key is not None
        assert found.key.get_secret_value() == KEY
        assert KEY not in f"{found!r} {found}"


def test_no_setting_shows_a_key() -> None:
    loaded = settings.load(OPENAI, None)
    assert KEY not in f"{loaded!r} {loaded} {loaded.model_dump()} {loaded.model_dump_json()}"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"BANKAGENT_MODEL": "gpt-5"}, "BANKAGENT_MODEL is not usable"),
        ({"BANKAGENT_MODEL": "openai:"}, "openai:NAME"),
        ({"BANKAGENT_MODEL": "openai:a b"}, "openai:NAME"),
        ({"BANKAGENT_MODEL": "openai:m"}, "needs OPENAI_API_KEY or OPENAI_API_KEY_FILE"),
        ({"BANKAGENT_MODEL": "anthropic:m", "OPENAI_API_KEY": KEY}, "needs ANTHROPIC_API_KEY"),
        ({"BANKAGENT_MODEL": "openai-compatible:m"}, f"needs {BASE}"),
        ({BASE: "models.bank.example"}, "it must be like https://"),
        ({BASE: "https://a:b@models.bank.example"}, "no user and no password"),
        ({BASE: "https://[::1"}, "it must be like https://"),
        ({"OPENAI_API_KEY": f"{KEY} \u00e9"}, "OPENAI_API_KEY is not usable"),
        ({"BANKAGENT_MODEL_TIMEOUT": "0"}, "BANKAGENT_MODEL_TIMEOUT is not usable"),
        ({"BANKAGENT_MODEL_TIMEOUT": "nan"}, "BANKAGENT_MODEL_TIMEOUT is not usable"),
        ({"OPENAI_API_KEY_FILE": "/nonesuch"}, "OPENAI_API_KEY_FILE does not name a text file"),
    ],
)
def test_a_wrong_setting_is_one_sentence(environ: dict[str, str], words: str) -> None:
    with pytest.raises(BadSettings, match=r"\.$") as caught:
        choice(**environ)
    assert words in caught.value.detail
    assert KEY not in caught.value.detail
