"""`python -m tests.sites [--port 8765]`: serve the local web until interrupted."""

from __future__ import annotations

import argparse
import signal
import threading

from tests.sites.server import LocalWeb


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.sites", description=__doc__)
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free port (default: %(default)s)")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with LocalWeb(port=parser.parse_args().port) as web:
        print(f"local web: http://{web.address}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
