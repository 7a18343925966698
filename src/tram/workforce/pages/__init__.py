"""The pages of workforce: who works here, who may sign in, one's own password."""
