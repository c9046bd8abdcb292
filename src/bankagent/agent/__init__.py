"""Agents: the loop over a model and its tools, whose steps are stored by who calls it."""
