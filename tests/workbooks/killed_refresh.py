"""A refresh in a process of its own, for tests that break it off. Arguments: workbook, versions, file-system step.

Prints `klaar` after it. Step 0 runs to the end; step n ends the process just before the n-th change on disk.
"""

import sys
from datetime import datetime
from pathlib import Path

from tests.store.killed_import import end_before_step
from workbooks.swap import state, swap_in

NEW = b"nieuw" * 20_000


def main(path: str, versions: str, step: str) -> None:
    """Put other content in the place of a file."""
    if int(step):
        end_before_step(int(step))
    swap_in(NEW, Path(path), Path(versions), datetime(2025, 3, 1, 9), state(Path(path)))
    print("klaar", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
