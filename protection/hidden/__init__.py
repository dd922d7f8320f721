"""How many people may be missed: an estimate with bounds, its method and assumptions beside it, never a target."""
