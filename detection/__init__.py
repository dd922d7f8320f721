"""Who should be looked at this week, and why. May import models and below."""
