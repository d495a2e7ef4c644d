"""codeer: suggest, decide and count themes in Dutch interview transcripts, on your own machine."""

__version__ = "0.1.0"
