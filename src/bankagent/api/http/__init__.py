"""What every call of the API meets: body, errors, headers, access, log, shutdown."""
