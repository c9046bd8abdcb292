"""The base of each area of settings: a frozen model whose errors never show a value."""

from pydantic import BaseModel, ConfigDict


class Area(BaseModel):
    """Settings that belong together; a field's alias is its name in the environment."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, validate_by_name=True)
