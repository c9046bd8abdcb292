"""Use cases of evaluation: question sets asked of the agent, and made of reviewers' verdicts."""
