"""Helpers of the tests, one module for each thing that they make."""
