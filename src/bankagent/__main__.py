"""`python -m bankagent` is `bankagent`."""

from bankagent.cli import main

if __name__ == "__main__":
    main()
