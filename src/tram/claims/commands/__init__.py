"""What the command line offers about claims: one module for each command."""
