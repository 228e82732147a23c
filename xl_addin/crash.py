"""When the program itself fails: the user reads one Dutch sentence, a file gets the details, without any value."""

import traceback
from datetime import datetime
from pathlib import Path

from engine.texts.commands import UNEXPECTED


def report_crash(error: BaseException, folder: Path, at: datetime) -> str:
    """Write where it went wrong and return the user's text."""
    log = (folder if folder.is_dir() else Path.cwd()) / "fouten.log"
    with log.open("a", encoding="utf-8") as file:
        file.write("\n".join([f"{at:%Y-%m-%d %H:%M:%S} {type(error).__name__}", *places(error), ""]))
    return UNEXPECTED.format(log=log)


def places(error: BaseException) -> list[str]:
    """Where it went wrong, and what it came from: places in the code only, since values may hold personal data."""
    lines = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if error.__cause__ is not None:
        lines += [f" door {type(error.__cause__).__name__}", *places(error.__cause__)]
    return lines
