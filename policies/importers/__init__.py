"""Readers of files that become records. Dry run first, all or nothing."""
