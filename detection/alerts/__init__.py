"""Alerts with a life: raised, grouped, claimed, put off, judged by people, raised again, lapsed and counted."""
