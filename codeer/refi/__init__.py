"""REFI-QDA (www.qdasoftware.org): projects (.qdpx) and codebooks (.qdc) of other programs, both ways."""
