"""What the console knows, without I/O: standard library only, imported by every other layer."""
