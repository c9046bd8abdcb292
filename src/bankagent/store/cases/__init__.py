"""Cases of onboarding: findings of reviewers, and the file of a case."""
