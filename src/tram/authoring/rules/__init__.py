"""Pure rules of authoring: a draft and its file, what a condition says, what becomes of a test person."""
