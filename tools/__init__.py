"""Programs for those who build Trạm; nothing here runs at a station."""
