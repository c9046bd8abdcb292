"""Statements about models: their listings and limits, and the calls of them."""
