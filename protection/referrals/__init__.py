"""Referral (rujukan): with the person's consent, to the body whose mandate it is, and what becomes of it."""
