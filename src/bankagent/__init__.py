"""A Postgres-native job queue service for investment-banking AI requests."""
