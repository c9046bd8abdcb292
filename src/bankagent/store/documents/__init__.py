"""Statements about documents: store, read and withdraw them, search them, clear readers."""
