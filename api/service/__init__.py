"""The service: who comes in, through which door, and what leaves."""
