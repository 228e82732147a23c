"""One LibreOffice for all tests of a worker process, started when the first test asks for it."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.addin.office import Office, installed, start
from tests.addin.uno_bridge import UnoError


class _Shared:
    def __init__(self) -> None:
        self.office: Office | None = None

    def working(self) -> tuple[Office, set[str]]:
        """The shared office and the documents that are open in it; a new one when a test left it hanging.

        LibreOffice sometimes ends a moment after it closed a document: then too.
        """
        for _ in range(2):
            if self.office is not None and not self.office.responds():
                self.end()
            if self.office is None:
                self.office = start()
            with suppress(UnoError):
                return self.office, {document.RuntimeUID for document in self.office.documents()}
            self.end()
        raise RuntimeError("LibreOffice ends as soon as it is started")

    def end(self) -> None:
        if self.office is not None:
            self.office.kill()
            self.office = None


@pytest.fixture(scope="session")
def _shared() -> Iterator[_Shared]:
    shared = _Shared()
    yield shared
    shared.end()


@pytest.fixture(scope="session")
def libreoffice() -> None:
    """Tests need LibreOffice and its Python bridge (`make tools`)."""
    if not installed():
        pytest.fail("LibreOffice or python3-uno is not installed: run make tools")


@pytest.fixture
def shared_office(libreoffice: None, _shared: _Shared) -> Iterator[Office]:
    """A LibreOffice that works; the documents that the test opened are closed after it."""
    office, before = _shared.working()
    yield office
    with suppress(UnoError):  # an office that ended while closing is replaced for the next test
        for document in office.documents() if office.responds() else ():
            if document.RuntimeUID not in before:
                office.close(document)
