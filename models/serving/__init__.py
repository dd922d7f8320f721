"""Models in service: kept as signed files, vouched for and promoted by two people, loaded for a run."""
