"""The pages of the exchange room: imports of FHIR, and what was received about a person."""
