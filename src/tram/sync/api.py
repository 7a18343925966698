"""The door of the sync room: deeds, questions and the values they answer with."""

__all__: list[str] = []
