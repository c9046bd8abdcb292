"""Services: one use case, one file, in folders by area."""
