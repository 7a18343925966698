"""Small, odd communes from a seed; see ``tests.properties.populations``."""
