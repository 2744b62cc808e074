"""Use cases and the state behind the screen: no Textual, no httpx, everything handed in."""
