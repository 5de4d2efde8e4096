"""`python -m tests.sites [--port 8765]`: serve the local web until interrupted."""

from __future__ import annotations

import argparse
import signal

from tests.sites.server import LocalWeb


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sites", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free port (default: %(default)s)")
    # Blocked before any thread starts and then waited for: a handler could be called just before the wait
    # begins, and be slept through.
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with LocalWeb(port=parser.parse_args().port) as web:
        print(f"local web: http://{web.address}", flush=True)
        signal.sigwait(ends)


if __name__ == "__main__":
    main()
