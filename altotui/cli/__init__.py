"""The command line: the composition root, and one module for each verb, imported when it is called."""
