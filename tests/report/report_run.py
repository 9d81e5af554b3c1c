"""Run one assessment as a process of its own: ``report_run.py ROOT [DISTRICT ...]``."""

from __future__ import annotations

import sys

from report_project import make_release

from csa.report.run.batch import run_assessment
from csa.report.run.result import Progress
from csa.settings import load_settings


def tell(progress: Progress) -> None:
    """Say on standard output that a chapter has ended."""
    sys.stdout.write(f"{progress.outcome.label}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    root, *districts = sys.argv[1:]
    settings = load_settings(root)
    sys.stdout.write("started\n")
    sys.stdout.flush()
    try:
        result = run_assessment(
            settings, year="2016-17", districts=districts, make_release=make_release, progress=tell
        )
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(result.exit_code)
