"""Price lists from Excel and CSV files into a station's catalogue; rows that do not fit are given back."""
