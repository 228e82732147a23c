"""`make exe`: the frozen program in `dist/rekenbureau`, with SHA256SUMS, and the proof that it does what it should.

python -m build.exe [--out FOLDER] [--smoke-only]
"""

import argparse
import hashlib
import re
import subprocess
import sys
from pathlib import Path

from build.exe_smoke import smoke

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"


def freeze(out: Path) -> Path:
    """Build the program's folder inside `out`; returns the program."""
    work = ROOT / ".cache" / "pyinstaller"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(out), "--workpath", str(work), str(ROOT / "build" / "rekenbureau.spec")]
    subprocess.run(command, check=True, cwd=ROOT)
    require_licences((work / "rekenbureau" / "PYZ-00.toc").read_text("utf-8"))
    folder = out / "rekenbureau"
    write_sums(folder)
    return folder / ("rekenbureau.exe" if sys.platform == "win32" else "rekenbureau")


def require_licences(modules: str) -> None:
    """The frozen program has xlwings, and nothing of its part with another licence."""
    names = set(re.findall(r"'(xlwings[\w.]*)'", modules))
    if "xlwings" not in names or any(name.startswith("xlwings.pro") for name in names):
        raise SystemExit(f"xlwings in the frozen program: {sorted(names)[:5]}")


def write_sums(folder: Path) -> Path:
    """SHA256SUMS of all files in a folder, as `sha256sum` and the installer read it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    target = folder / SUMS
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Build, then smoke-test; exit 1 when the frozen program differs from this one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--smoke-only", action="store_true")
    arguments = parser.parse_args()
    out = arguments.out.resolve()
    program = out / "rekenbureau" / "rekenbureau" if arguments.smoke_only else freeze(out)
    failures = smoke(program)
    print("\n".join(failures) or f"{program}: same answers as this program")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
