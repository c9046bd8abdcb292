"""Floor 7: callers come in here, over HTTP."""
