"""The door of the immunization room: deeds, questions, the values they take and give."""

__all__: list[str] = []
