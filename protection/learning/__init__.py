"""What analysts learn from: how good the data are, what past runs raised and what became of it; counts alone."""
