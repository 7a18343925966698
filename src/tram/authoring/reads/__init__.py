"""Questions of authoring: which definitions there are, and what a draft counts on this machine."""
