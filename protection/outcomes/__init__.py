"""Outcomes on their way back: what was found, ruled or cleared becomes a dated label, and may be withdrawn."""
