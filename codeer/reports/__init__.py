"""Turn results into files: content is computed once, each writer only gives it a form."""
