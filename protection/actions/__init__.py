"""Actions (tindakan): what is done about an alert, by whom, on which ground, and what it came to."""
