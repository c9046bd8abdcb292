"""Numbers in the paths of pages: at most 19 digits, as the ids of the database have.

Starlette's own `int` takes any number of digits, and Python converts no text of more than 4,300: an
address of 5,000 was a bare 500.
"""

from starlette.convertors import Convertor, register_url_convertor


class NumberConvertor(Convertor[int]):
    """Digits of an id; other text is no page of ours."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the digits."""
        return str(value)


register_url_convertor("number", NumberConvertor())


def bounded(path: str) -> str:
    """Return a path whose numbers are at most 19 digits long."""
    return path.replace(":int}", ":number}")
