"""Lawful erasure: through the database, the columnar copy, frozen alerts and restored backups."""
