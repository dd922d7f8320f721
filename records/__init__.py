"""What is held: the contract, the one database, its columnar copy, tokens, audit, law. Imports nothing of ours."""
