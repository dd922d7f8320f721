"""Floor 1: what agencies hand over is recognised, checked, and recorded or kept apart with its reason."""
