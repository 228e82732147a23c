"""Which dossier a workbook belongs to. Excel knows a workbook on OneDrive by its address only, not by its folder."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.store.manifest import MANIFEST
from engine.texts import bridge as texts
from xl_addin.bridge.folder import Mailbox, local_folder
from xl_addin.bridge.mail import write_whole
from xl_addin.bridge.messages import Request

_REMEMBERED = 50
_SYNCHRONISED = ("OneDriveCommercial", "OneDrive", "OneDriveConsumer")
"""Variables in which Windows gives the folders that OneDrive keeps equal to an address."""
_MOUNTS = r"Software\SyncEngines\Providers\OneDrive"


def dossier_of(request: Request) -> Path:
    """The dossier of the workbook that asks. Refusal when there is none, or when it could be several."""
    found = _by_address(request) if is_address(request.folder) else _by_folder(request)
    if not found:
        raise texts.no_dossier(request.book)
    if len(found) > 1:
        raise texts.several_dossiers(request.book, found)
    remember(found[0])
    return found[0]


def workbook_of(request: Request, dossier: Path) -> Path | None:
    """The file of the workbook that asks, when it can be found."""
    own = [] if is_address(request.folder) or not request.folder else [Path(request.folder)]
    places = [*own, dossier / "uit", dossier]
    return next((place / request.book for place in places if _holds(place, request.book)), None)


def remember(dossier: Path) -> None:
    """Put a dossier in front of those that this user opened. Not being able to is no reason to stop."""
    with suppress(OSError):
        mailbox = Mailbox(local_folder())
        mailbox.make()
        own = Path(os.path.abspath(dossier))
        others = [path for path in remembered() if not _is_same(path, own)]
        paths = [str(path) for path in [own, *others][:_REMEMBERED]]
        write_whole(mailbox.dossiers, json.dumps(paths, indent=1).encode("ascii"))


def remembered() -> list[Path]:
    """The dossiers that this user opened and that still exist, latest first."""
    try:
        found = json.loads(Mailbox(local_folder()).dossiers.read_bytes())
    except (OSError, ValueError):
        return []
    return [Path(path) for path in found if isinstance(path, str) and _is_dossier(Path(path))]


def is_address(folder: str) -> bool:
    """Whether Excel gave an address instead of a folder."""
    return folder.lower().startswith(("https://", "http://"))


def _by_folder(request: Request) -> list[Path]:
    """The nearest dossier at or above the workbook; else those opened before that have a workbook of this name."""
    folder = Path(request.folder) if request.folder else None
    nearest = _at_or_above(folder) if folder and folder.is_absolute() else None
    return [nearest] if nearest else _remembered_with(request.book)


def _by_address(request: Request) -> list[Path]:
    """The dossier with a workbook of this name whose folder is most like the address.

    Workbooks of two regions have the same names, so a name alone is not enough to write figures into one.
    """
    parts = [part for part in unquote(urlsplit(request.folder).path).split("/") if part]
    above = (_at_or_above(folder) for folder in _synchronised(parts) if _holds(folder, request.book))
    found = {_comparable(path): path for path in [*filter(None, above), *_remembered_with(request.book)]}
    likeness = {path: _likeness(parts, path) for path in found.values()}
    most = max(likeness.values(), default=0)
    return [path for path, like in likeness.items() if like == most] if most else []


def _remembered_with(book: str) -> list[Path]:
    return [path for path in remembered() if _holds(path / "uit", book) or _holds(path, book)]


def _synchronised(parts: Sequence[str]) -> Iterator[Path]:
    """Folders on this computer that may be the one of an address: the end of its path, in what OneDrive keeps here."""
    roots = [os.environ[name] for name in _SYNCHRONISED if os.environ.get(name)]
    for root in dict.fromkeys([*roots, *_mounted()]):
        yield from (Path(root, *parts[start:]) for start in range(len(parts) + 1))


def _mounted() -> list[str]:
    """Windows: the folders of SharePoint libraries, as OneDrive wrote them down."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _MOUNTS) as mounts:
            for index in range(winreg.QueryInfoKey(mounts)[0]):
                with suppress(OSError), winreg.OpenKey(mounts, winreg.EnumKey(mounts, index)) as mount:
                    found.append(str(winreg.QueryValueEx(mount, "MountPoint")[0]))
    return found


def _likeness(parts: Sequence[str], dossier: Path) -> int:
    """How many folders in a row, up from the dossier, an address has too; 0 when it has not even the dossier's.

    OneDrive calls a folder after itself, or after the site and itself: `Jeugd - Regio Noord`.
    """
    address = [part.casefold() for part in parts]
    own = [part.casefold() for part in reversed(dossier.parts)]
    names = {own[0], *own[0].split(" - ")}
    ends = [index for index, part in enumerate(address) if part in names]
    return max((1 + _same_from(address[:end][::-1], own[1:]) for end in ends), default=0)


def _same_from(one: Sequence[str], other: Sequence[str]) -> int:
    shortest = min(len(one), len(other))
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), shortest)


def _at_or_above(folder: Path) -> Path | None:
    return next((place for place in (folder, *folder.parents) if _is_dossier(place)), None)


def _holds(folder: Path, book: str) -> bool:
    with suppress(OSError):
        return bool(book) and (folder / book).is_file()
    return False


def _is_dossier(folder: Path) -> bool:
    with suppress(OSError):
        return (folder / "store" / MANIFEST).is_file()
    return False


def _is_same(one: Path, other: Path) -> bool:
    return _comparable(one) == _comparable(other)


def _comparable(path: Path) -> str:
    """Windows: capitals do not matter, nor which of both slashes."""
    text = os.path.normpath(path)
    return text.casefold().replace("/", "\\") if sys.platform == "win32" else text
