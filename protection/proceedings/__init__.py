"""Criminal proceedings (perkara): from the first information to a ruling that is final."""
