"""Settings of redaction: the secret behind its tokens, and the bank's dictionary of names."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator

from bankagent.errors import BadSettings
from bankagent.settings.area import Area

SHORTEST_KEY = 32
MOST_NAMES = 10000
# A single letter would be redacted out of every sentence.
SHORTEST_NAME, LONGEST_NAME = 2, 200
NAMES = "BANKAGENT_REDACTION_NAMES"


class RedactionSettings(Area):
    """What a provider sees in the place of values; without a key a worker makes one at random."""

    redaction_key: SecretStr | None = Field(None, alias="BANKAGENT_REDACTION_KEY")
    redaction_names: Path | None = Field(None, alias=NAMES)

    @field_validator("redaction_key")
    @classmethod
    def _is_long(cls, key: SecretStr | None) -> SecretStr | None:
        if key and len(key.get_secret_value().encode()) < SHORTEST_KEY:
            raise ValueError(f"it must have {SHORTEST_KEY} characters or more")
        return key

    def names(self) -> tuple[str, ...]:
        """Return the names of the dictionary: a text file in UTF-8, one name on each line.

        Raises:
            BadSettings: it cannot be read, or has too many names or one that is no name.
        """
        if self.redaction_names is None:
            return ()
        try:
            text = self.redaction_names.expanduser().read_text(encoding="utf-8-sig")
        except (OSError, ValueError, RuntimeError):
            raise BadSettings(
                f"{NAMES} does not name a text file that this account can read."
            ) from None
        lines = [" ".join(line.split()) for line in text.splitlines()]
        found = [name for name in lines if name]
        if len(set(found)) > MOST_NAMES:
            raise BadSettings(f"{NAMES} has more than {MOST_NAMES} names.")
        for number, name in enumerate(lines, 1):
            if name and not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
                form = f"{SHORTEST_NAME} to {LONGEST_NAME} characters"
                raise BadSettings(f"{NAMES} has no name of {form} in its line {number}.")
        return tuple(found)
