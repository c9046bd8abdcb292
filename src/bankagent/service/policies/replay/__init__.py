"""Replay of past requests: by the versions that decided them, or by a draft."""
