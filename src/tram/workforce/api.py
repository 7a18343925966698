"""The door of the workforce room."""

from tram.workforce.reads import actor_for

__all__ = ["actor_for"]
