"""What is kept on this machine: settings, the last site list, and the data that comes with the package."""
