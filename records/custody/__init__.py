"""Sealing what identifies people: keys outside the database, one key for each sealed thing."""
