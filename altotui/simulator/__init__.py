"""A simulated SDX fleet behind the same HTTP: it may import the domain, and never the API client."""
