"""Questions of the encounters room."""
