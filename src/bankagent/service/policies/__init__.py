"""Policies: store, check, activate and export their versions."""
