"""The settings of one process: fields by area, read from the environment first, then `.env`."""

from bankagent.settings.load import KNOWN, SECRETS, TWINS, Settings, load, secret_now

__all__ = ["KNOWN", "SECRETS", "TWINS", "Settings", "load", "secret_now"]
