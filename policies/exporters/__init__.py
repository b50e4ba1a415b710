"""Rows out as files: one module a format."""
