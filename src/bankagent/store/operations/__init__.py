"""Statements of operators: status, doctor, pauses, start-up check, audit tail."""
