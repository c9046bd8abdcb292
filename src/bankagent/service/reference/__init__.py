"""Reference data: import a version from files."""
