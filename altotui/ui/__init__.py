"""The terminal console: Textual lives here and nowhere else."""
