"""Settings of the service itself: development or production, and the API's port."""

from typing import Literal

from pydantic import Field

from bankagent.settings.area import Area


class ServiceSettings(Area):
    """The environment that the service runs in; production refuses settings that are unsafe."""

    app_env: Literal["development", "production"] = Field("development", alias="APP_ENV")
    port: int = Field(8000, alias="PORT", ge=1, le=65535)
