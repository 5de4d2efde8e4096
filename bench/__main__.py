"""`make bench`: prints tables. KRONIKA_PAGES=DIR adds the reader over saved pages, by DIR/score.py;
KRONIKA_BENCH_PAGES says how many captured pages are read again (2000), KRONIKA_BENCH_ROUNDS how often a site is
crawled (3)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.raw import raw_table
from bench.reader import reader_tables
from bench.route import route_table
from bench.side_by_side import side_by_side_table


def main() -> int:
    """Run every benchmark and return the exit code."""
    print("## The full route against a bare Scrapy spider\n")
    rounds = int(os.environ.get("KRONIKA_BENCH_ROUNDS") or 3)
    print(route_table(rounds=rounds))
    print("\n## Sites side by side\n", flush=True)
    print(side_by_side_table())
    print("\n## Keeping pages, and reading them again\n", flush=True)
    print(raw_table(pages=int(os.environ.get("KRONIKA_BENCH_PAGES") or 2000), rounds=rounds))
    print("\n## The reader on pages of our own\n")
    print(reader_tables())
    pages = os.environ.get("KRONIKA_PAGES")
    if pages:
        print("\n## The reader on saved pages\n", flush=True)
        score = Path(pages) / "score.py"
        command = [sys.executable, str(score), "--system", "trafilatura,floor_lxml"]
        command += [
            "--callable",
            "scraper.extract:extract",
            "--set",
            os.environ.get("KRONIKA_SETS") or "pl-org,pl-enc,pl-media,wcxb,aeb,htmldate",
        ]
        checkout = Path(__file__).resolve().parent.parent
        return subprocess.run(command, env={**os.environ, "PYTHONPATH": str(checkout)}, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
