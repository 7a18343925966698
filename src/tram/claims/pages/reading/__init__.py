"""The page that takes in files of an old system."""
