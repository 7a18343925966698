"""What goes out as FHIR R4: a person, their vaccinations, what each counts for, and what is due."""
