"""Who comes in: proofs of identity, throttling, sessions, keys of programs."""
