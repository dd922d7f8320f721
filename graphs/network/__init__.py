"""Who touches whom: ties with provenance, communities, roles, evidence. May import records and graphs.linkage."""
