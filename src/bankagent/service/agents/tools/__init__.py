"""Tools of agents, one file each: what it may be asked, its effect, and what it does."""
