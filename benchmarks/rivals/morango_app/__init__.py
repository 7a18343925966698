"""A Django application that Morango syncs; runs in Morango's own environment, never in ours."""
