"""Engines: forms, query, explain, layout, definitions. They know no disease, no table, no place."""
