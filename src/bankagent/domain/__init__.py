"""Domain: frozen values that every folder above may use; they use none of them."""
