"""The catalogue under /danh-muc/: the list, one item, changes, price lists from files."""
