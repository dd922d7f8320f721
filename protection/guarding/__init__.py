"""People who are never suspects: danger to them for their guardians, evidence against them for LPSK alone."""
