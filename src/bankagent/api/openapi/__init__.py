"""API description (OpenAPI), and the page that shows it."""
