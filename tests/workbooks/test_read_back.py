"""Reading a workbook back: what cannot be read gets a reason, never a traceback."""

from pathlib import Path

import pytest

from engine.errors import Refusal
from workbooks.read_back import BureauFile


@pytest.mark.parametrize("content", [b"", b"geen werkmap", b"PK\x03\x04 halve zip"])
def test_a_file_that_is_no_workbook_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "kapot.xlsx"
    file.write_bytes(content)
    with pytest.raises(Refusal, match=r"kapot\.xlsx.*niet als werkmap te lezen"):
        BureauFile(file)


def test_a_workbook_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"weg\.xlsx"):
        BureauFile(tmp_path / "weg.xlsx")
