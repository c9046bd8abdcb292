"""Checks of models: validated within a year, and priced where they are called."""

from typing import Any

from bankagent.db.pool import Connection
from bankagent.domain.checkup import CheckFinding, warning
from bankagent.service.operations.doctor.thresholds import CheckContext
from bankagent.store.operations import doctor


async def models(conn: Connection, _: CheckContext) -> list[CheckFinding]:
    """Models that are listed were validated within a year, and have a price if called."""
    old = await doctor.rows(conn, "models_validated_long_ago")
    unpriced = await doctor.rows(conn, "models_called_without_price")
    return [*map(_old, old), *map(_unpriced, unpriced)]


def _old(one: Any) -> CheckFinding:
    message = f"The model {one.provider}:{one.name} was validated on {one.validated_on}."
    remedy = "validate it again and list it with the day, or retire it (docs/models.md)"
    return warning("model_validation_old", message, remedy)


def _unpriced(one: Any) -> CheckFinding:
    message = f"The model {one.provider}:{one.name} is called and has no price."
    remedy = "list it with its prices: limits of money do not count its calls (docs/models.md)"
    return warning("model_unpriced", message, remedy)
