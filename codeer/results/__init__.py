"""What a report counts and what follows from it: pure values in, pure values out."""
