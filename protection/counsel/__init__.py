"""The counsellor's work: who was sent, their wishes, a guide for the talk, what came of it, information sheets."""
