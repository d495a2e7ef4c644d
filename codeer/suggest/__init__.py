"""Propose codes for segments. An engine is one module: segments and codebook in, suggestions out."""
