"""Settings of mail: the server that takes summaries for reviewers, the sender, the pages' URL."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from bankagent.settings.area import Area


class MailSettings(Area):
    """The SMTP server of summaries; without a URL none are sent."""

    smtp_url: SecretStr | None = Field(None, alias="SMTP_URL")
    mail_from: str | None = Field(None, alias="MAIL_FROM")
    public_url: str | None = Field(None, alias="PUBLIC_URL")

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, url: SecretStr | None) -> SecretStr | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url.get_secret_value())
            usable = parts.hostname and (parts.port is None or parts.port)
        except ValueError:
            usable = None
        if not usable or parts.scheme not in {"smtp", "smtps"}:
            raise ValueError("it must be like smtps://user:password@mail.bank.example")
        if parts.query not in {"", "tls=none"} or parts.path not in {"", "/"}:
            raise ValueError("after the host it takes ?tls=none and nothing else")
        return url

    @field_validator("mail_from")
    @classmethod
    def _is_address(cls, address: str | None) -> str | None:
        if address and (address.count("@") != 1 or not address.isascii() or " " in address):
            raise ValueError("it must be an address, such as bankagent@bank.example")
        return address

    @field_validator("public_url")
    @classmethod
    def _is_http(cls, url: str | None) -> str | None:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("it must begin with https:// or http://")
        return url
