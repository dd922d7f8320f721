"""Who is the same person, and the same recruiter, across the agencies' feeds. May import records."""
