"""Finding people: the index over all text, and the one query language."""
