"""The first provisioning of a new machine: rows as they stand instead of years of facts, then ordinary exchange."""
