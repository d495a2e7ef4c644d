"""One module per thing that a user can do. They return values and print nothing."""
