"""Who is never a suspect, whom a person has cleared, and how long a suspicion lasts that nobody confirmed."""
