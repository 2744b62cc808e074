"""What stands in the transcript of the console: each makes its own lines when they are drawn."""
