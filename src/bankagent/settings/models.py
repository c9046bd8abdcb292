"""Settings of models: which one the agent asks, where it is, and the keys of providers."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from bankagent.errors import BadSettings
from bankagent.settings.area import Area

# As sql/tables/models.sql has them.
CHOICE = re.compile(
    r"embedded|(openai|anthropic|openai-compatible):([A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127})"
)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The model that the settings name, with what is needed to reach it."""

    provider: str
    name: str
    base_url: str | None = None
    key: SecretStr | None = field(default=None, repr=False)
    timeout_s: float = 60


class ModelSettings(Area):
    """The model of the agent; the embedded one needs neither a key nor a network."""

    model: str = Field("embedded", alias="BANKAGENT_MODEL")
    model_base_url: str | None = Field(None, alias="BANKAGENT_MODEL_BASE_URL")
    model_timeout: float = Field(60, alias="BANKAGENT_MODEL_TIMEOUT", ge=1, le=600)
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    anthropic_api_key: SecretStr | None = Field(None, alias="ANTHROPIC_API_KEY")

    @field_validator("model")
    @classmethod
    def _is_a_model(cls, model: str) -> str:
        if not CHOICE.fullmatch(model):
            raise ValueError(
                "it must be embedded, openai:NAME, anthropic:NAME or openai-compatible:NAME"
            )
        return model

    @field_validator("model_base_url")
    @classmethod
    def _is_a_base_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        except ValueError:
            usable = None
        if not usable or parts.query or parts.fragment:
            raise ValueError("it must be like https://models.bank.example/v1")
        if parts.username is not None or parts.password is not None:
            raise ValueError("it must have no user and no password; a key has a setting of its own")
        return url

    @field_validator("openai_api_key", "anthropic_api_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not re.fullmatch(r"[\x21-\x7e]{1,4096}", key.get_secret_value()):
            raise ValueError("it must be printable ASCII without blanks")
        return key

    def model_choice(self) -> ModelChoice:
        """Return the model that the agent asks.

        Raises:
            BadSettings: its key or its address is missing.
        """
        provider, _, name = self.model.partition(":")
        if provider == "embedded":
            return ModelChoice("embedded", "embedded")
        anthropic = provider == "anthropic"
        key = self.anthropic_api_key if anthropic else self.openai_api_key
        if provider == "openai-compatible":
            if self.model_base_url is None:
                raise BadSettings(f"BANKAGENT_MODEL={self.model} needs BANKAGENT_MODEL_BASE_URL.")
        elif key is None:
            wanted = "ANTHROPIC_API_KEY" if anthropic else "OPENAI_API_KEY"
            raise BadSettings(f"BANKAGENT_MODEL={self.model} needs {wanted} or {wanted}_FILE.")
        return ModelChoice(provider, name, self.model_base_url, key, self.model_timeout)
