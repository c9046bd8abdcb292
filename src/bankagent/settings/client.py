"""Settings of commands that call the API over HTTP, such as `bankagent approval`."""

from pydantic import Field, SecretStr

from bankagent.settings.area import Area


class ClientSettings(Area):
    """The address of the service, and the key that a reviewer or caller shows there."""

    url: str | None = Field(None, alias="BANKAGENT_URL")
    key: SecretStr | None = Field(None, alias="BANKAGENT_KEY")
