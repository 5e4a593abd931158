"""XML kept as bytes: cut at its rows, searched for tags, written as usual where it is odd."""
