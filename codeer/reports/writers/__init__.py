"""One writer per format: a chapter or tables in, bytes out."""
