"""HTTP API for callers and reviewers: routes, models, HTTP machinery, the API description."""
