"""What other programs make of a project that codeer exported."""
