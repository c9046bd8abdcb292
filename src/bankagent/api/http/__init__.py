"""HTTP machinery that every call passes: body, errors, headers, access, log, shutdown."""
