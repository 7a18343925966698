"""Deeds of authoring: a checked text becomes a published definition."""

from tram.authoring.actions.publish import check_text, publish_text

__all__ = ["check_text", "publish_text"]
