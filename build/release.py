"""`make release`: the folder that an IT department gets, in `dist/rekenbureau-<version>`; make the program first.

VERSIE · programma/ (make exe) · rekenbureau.xlam · installeer.ps1, verwijder.ps1, onderdelen.ps1 · SHA256SUMS
"""

import argparse
import shutil
import sys
from pathlib import Path

from build.exe import ROOT, SUMS, write_sums
from xl_addin.version import product_version

WINDOWS = ROOT / "build" / "windows"
PROGRAM, ADDIN, VERSION = "programma", "rekenbureau.xlam", "VERSIE"


def release(program: Path, addin: Path, out: Path) -> Path:
    """Put together what the installer copies: the frozen folder, the .xlam, the scripts. Replaces an older one."""
    target = out / f"rekenbureau-{product_version()}"
    draft = target.with_name(f"{target.name}.deel")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(program, draft / PROGRAM, ignore=shutil.ignore_patterns(SUMS))
    shutil.copyfile(addin, draft / ADDIN)
    for script in sorted(WINDOWS.glob("*.ps1")):
        # Windows reads a script line by line with its own line ends
        (draft / script.name).write_bytes(script.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    (draft / VERSION).write_text(f"{product_version()}\n", encoding="ascii")
    write_sums(draft)
    shutil.rmtree(target, ignore_errors=True)
    return draft.rename(target)


def main() -> int:
    """Exit 1 when the program or the add-in was not made yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--addin", type=Path, default=ROOT / "dist" / ADDIN)
    arguments = parser.parse_args()
    program = arguments.out / "rekenbureau"
    missing = [str(path) for path in (program / SUMS, arguments.addin) if not path.is_file()]
    if missing:
        print(f"make these first: {', '.join(missing)}", file=sys.stderr)
        return 1
    print(release(program, arguments.addin, arguments.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
