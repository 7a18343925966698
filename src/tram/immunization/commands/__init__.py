"""What the command line offers about vaccination."""
