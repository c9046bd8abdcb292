"""Loop over pydantic-ai. Beside llm/providers.py, the library is used in these files only."""
