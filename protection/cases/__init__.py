"""LPSK's own cases, on its own node: receipt and clock, custody of identities, protection, services, return."""
