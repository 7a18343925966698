"""The exchange between two machines: what is said, what is sent, over which line."""
