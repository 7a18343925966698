"""Questions of the sync room."""
