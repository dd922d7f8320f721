"""One module a command of ``suluh``."""
