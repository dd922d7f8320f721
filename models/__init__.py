"""What is learned from founded outcomes, and how it is explained. May import features and below."""
