"""Floor 1: frozen values that everybody may know and that know nobody."""
