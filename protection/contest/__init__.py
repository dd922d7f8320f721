"""Objections (keberatan): taken in with a safe contact, decided on a clock, and carried through to what is said."""
