"""Checks of `bankagent doctor`: each returns findings with a message and a remedy."""
