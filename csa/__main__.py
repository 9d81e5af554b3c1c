"""Where ``csa`` and ``python -m csa`` begin: Ctrl-C is no error, not even while they load."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    try:
        from csa.cli import main as run
    except KeyboardInterrupt:
        sys.stderr.write("csa: csa was interrupted before it began.\n")
        raise SystemExit(130) from None
    run()


if __name__ == "__main__":
    main()
