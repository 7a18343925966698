"""Findings of a claim beside the visit, while the patient is still there."""
