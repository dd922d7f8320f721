"""The report of a detection: one HTML file that needs no other host, no script and no colour to be read."""
