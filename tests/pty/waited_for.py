"""A program that starts the console and waits for its end, as `uv run` does."""

from __future__ import annotations

import signal
import subprocess
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.run([sys.executable, "-m", "altotui", *sys.argv[1:]], check=False).returncode)
