"""The catalogue: what may be prescribed, done and charged, and what it costs on a day."""
