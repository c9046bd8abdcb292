"""Use cases of question sets: ask them of the agent, measure, and make them of verdicts."""
