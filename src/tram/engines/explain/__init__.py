"""Every number and every refusal explains itself: one sentence, the definition, its source, the query."""

from tram.engines.explain.explanation import Explanation, explain_cell, explain_finding, grouped

__all__ = ["Explanation", "explain_cell", "explain_finding", "grouped"]
