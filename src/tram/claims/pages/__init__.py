"""Pages of the claims room, one package a part."""
