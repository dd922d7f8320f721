"""Scans, statements and photographs: the original sealed as evidence, a cleaned copy served, hostile files refused.

Whatever reads a file's content runs in a process of its own that may open nothing (``confined``); this package
itself imports no parser, so that a service which only hands copies out never loads one.
"""
