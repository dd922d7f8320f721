"""Numbers about one person on one day, each declared and told in words. May import records and graphs."""
