"""The request types of Acme Bank."""
