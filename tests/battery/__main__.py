"""`python -m tests.battery`."""

import sys

from tests.battery.program import main

if __name__ == "__main__":
    sys.exit(main())
