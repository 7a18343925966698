"""Pages of sessions: planning, the desk, the papers, the end."""
