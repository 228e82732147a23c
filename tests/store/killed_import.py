"""An import in a process of its own, for tests that break it off. Arguments: store, rows, file-system step to end at.

Prints `klaar` after the commit. Step 0 runs to the end; step n ends the process, without any clean-up, just before the
n-th time it flushes, renames or removes a file.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.store.store import Store
from tests.store.made_facts import AT, facts

_COUNTED = [(os, "fsync"), (Path, "replace"), (Path, "unlink"), (shutil, "rmtree")]


def end_before_step(last: int) -> None:
    """Count the calls that change what is on disk; end the process before the last one."""
    steps = iter(range(1, last + 1))

    def counting(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            if next(steps, last) == last:
                os._exit(9)
            return call(*arguments, **named)

        return counted

    for owner, name in _COUNTED:
        setattr(owner, name, counting(getattr(owner, name)))


def main(folder: str, rows: str, step: str) -> None:
    """Import `rows` declaration lines, their answers and one source."""
    if int(step):
        end_before_step(int(step))
    store = Store(Path(folder))
    with store.begin_import("toets", AT) as transaction:
        number = transaction.new_source_no()
        for begin in range(0, int(rows), 1000):
            lines = [
                {"source_no": number, "source_line": place, "reference_number": f"{number}-{place}"}
                for place in range(begin, min(int(rows), begin + 1000))
            ]
            transaction.stage("declaration_line", facts("declaration_line", *lines))
            transaction.stage("declaration_answer", facts("declaration_answer", *lines))
        transaction.stage("source", facts("source", {"source_no": number}))
        print("ingelezen", flush=True)
        transaction.commit()
    print("klaar", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
