"""The record of processing and the impact assessment, made from what the program declares."""
