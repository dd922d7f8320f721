"""The doors: the command line and the report. May import everything."""
