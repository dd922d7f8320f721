"""Paper: field and network briefs of one A4 page, and the information report for an investigator."""
