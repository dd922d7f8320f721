"""The rights of the people whom records are about: requests with their clocks, and what answers them."""
