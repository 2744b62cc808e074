"""RouterOS as operators type it, turned into what the API takes; pure, and free of the rest of the domain."""
