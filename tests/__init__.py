"""Tests: folders mirror src/bankagent and sql/; helpers are in tests.support."""
