"""What befell people after a dose: noted, told on, looked into."""
