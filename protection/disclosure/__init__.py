"""What officers are shown of a person: masked, found by exact tokens, revealed with a reason for a time."""
