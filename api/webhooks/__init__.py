"""Telling programs of other institutions that something happened, by number, signed, until they have heard it."""
