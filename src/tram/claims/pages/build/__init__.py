"""Pages of claims: one of a visit, a month of them, the cost sheet for the patient."""
