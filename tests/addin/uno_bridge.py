"""LibreOffice's own Python bridge: it has no types, so everything that comes from it is Any, and that begins here."""

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

_ATTEMPTS = 10
DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"


def _bridge() -> Any:
    try:
        return import_module("uno")
    except ImportError:
        sys.path.append(DEBIAN_PACKAGES)  # python3-uno stands there, outside a virtual environment
    try:
        return import_module("uno")
    except ImportError:
        return None  # no LibreOffice here: the tests that need it fail and say so


uno: Any = _bridge()


class UnoError(RuntimeError):
    """What LibreOffice refused. (Its own exceptions cannot carry a traceback, so they must not leave a test.)"""


class Refusing:
    """`with Refusing("what")`: what UNO refuses within it leaves it as a UnoError."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _traceback: object) -> None:
        if kind is not None and "com.sun.star" in f"{kind.__module__}.{kind.__qualname__}":
            raise UnoError(f"{self.what}: {kind.__name__} {error}") from None


def struct(name: str, **fields: Any) -> Any:
    """A UNO struct by the part of its name after `com.sun.star.`."""
    made = uno.createUnoStruct(f"com.sun.star.{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def properties(**values: Any) -> tuple[Any, ...]:
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def file_url(path: str | Path) -> str:
    return uno.systemPathToFileUrl(str(Path(path).absolute()))


def file_path(url: str) -> str:
    return uno.fileUrlToSystemPath(url)


def resolve(pipe: str) -> Any:
    """The component context of the LibreOffice that listens on a named pipe.

    While an earlier connection of this process is being thrown away, a new one may be disposed at once: then again.
    """
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    refused = ""
    for _ in range(_ATTEMPTS):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception as error:
            refused = f"{type(error).__name__}: {error}"
        if "disposed" not in refused.lower():
            break
        time.sleep(0.1)
    raise UnoError(refused)


def desktop_of(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def stop_painting(document: Any) -> None:
    """Takes the window of a document away: LibreOffice 7.4 never ends painting a sheet of several buttons whose cells
    change, and answers nothing meanwhile. The buttons can still be pressed."""
    document.CurrentController.Frame.ContainerWindow.setVisible(False)
