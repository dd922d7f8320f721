"""Sealed backups: a dump of the database and the files beside it, in one file that the master key opens."""
