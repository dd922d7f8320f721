"""Who is the same, then who touches whom. May import records."""
