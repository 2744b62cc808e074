"""The terminal console: Textual lives here and nowhere else."""

import os

# Textual reads these once, when it is imported; this module is there before any that imports it.
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", "120")  # what is typed waits for the next frame
for _variable in ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_SCREENSHOT"):
    os.environ.pop(_variable, None)  # a log of every key would hold what is typed
