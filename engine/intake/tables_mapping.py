"""Mappings: `mappings/<name>.toml` in the dossier tells how another layout of a table is read (data.md, Tables).

    soort = "declaraties"           # the kind; may be left out when the columns tell it
    bestandsnaam = "PDC_*.csv"      # only for files with such a name (? and *); may be left out
    scheidingsteken = ";"           # these four only where the file itself does not tell
    decimaal = ","
    datum = "dd-mm-jjjj"
    tekenset = "windows-1252"
    [kolommen]                      # header in the file = column of data.md
    "Nr beschikking" = "Toewijzingnummer"
    [waarden.Eenheid]               # per column of data.md: text in the file = value
    "uur" = "04"
    [vast]                          # columns of data.md with the same value on every line
    Wet = "Jw"

A mapping is used for a file when every header under `kolommen` that fills a mandatory column is in the file and its
name fits `bestandsnaam`. When the name fits and the headers do not, the file is refused. Mappings that come along stand
beside this module; one of the dossier with the same name takes its place.
"""

import fnmatch
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from engine.errors import Problem, Refusals
from engine.intake.tables_headers import likely_column
from engine.intake.tables_kinds import COLUMN_BY_LOWER, KIND_BY_NAME
from engine.texts import mappings as texts

_COMES_ALONG = Path(__file__).parent / "mappings"


def same_header(header: str) -> str:
    """A header as it is compared: without case, spaces around it and repeated spaces."""
    return " ".join(header.split()).casefold()


class Mapping(BaseModel):
    """The content of one mapping file; keys are Dutch because staff write them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    soort: str | None = None
    bestandsnaam: str | None = None
    scheidingsteken: Literal[";", ",", "\t", "|"] | None = None
    decimaal: Literal[",", "."] | None = None
    datum: Literal["dd-mm-jjjj", "mm-dd-jjjj"] | None = None
    tekenset: Literal["utf-8", "windows-1252"] | None = None
    kolommen: dict[str, str] = {}
    waarden: dict[str, dict[str, str]] = {}
    vast: dict[str, str] = {}

    @field_validator("soort")
    @classmethod
    def _is_kind(cls, value: str | None) -> str | None:
        if value is not None and value not in KIND_BY_NAME:
            raise ValueError(texts.unknown_kind(value, list(KIND_BY_NAME)))
        return value

    @field_validator("kolommen")
    @classmethod
    def _fills_columns(cls, value: dict[str, str]) -> dict[str, str]:
        columns = [_known_column(column) for column in value.values()]
        twice = {column for column in columns if columns.count(column) > 1}
        if twice:
            raise ValueError(texts.column_filled_twice(sorted(twice)[0]))
        return dict(zip(value, columns, strict=True))

    @field_validator("waarden", "vast")
    @classmethod
    def _names_columns(cls, value: dict[str, object]) -> dict[str, object]:
        return {_known_column(column): content for column, content in value.items()}

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        """Without headers and without a name it would be used for every file."""
        if not self.kolommen and not self.bestandsnaam:
            raise ValueError(texts.mapping_without_aim())
        both = sorted(set(self.vast) & set(self.kolommen.values()))
        if both:
            raise ValueError(texts.column_filled_twice(both[0]))
        return self


def _known_column(name: str) -> str:
    known = COLUMN_BY_LOWER.get(same_header(name))
    if known is None:
        raise ValueError(texts.unknown_column(name, likely_column(name, list(COLUMN_BY_LOWER.values()))))
    return known


@dataclass(frozen=True, slots=True)
class NamedMapping:
    """A mapping and the name of its file."""

    name: str
    content: Mapping

    def fits_name(self, file_name: str) -> bool:
        """Whether it is meant for a file of that name (case aside)."""
        pattern = self.content.bestandsnaam
        return pattern is None or fnmatch.fnmatchcase(file_name.casefold(), pattern.casefold())

    def lacking(self, headers: Sequence[str]) -> list[str]:
        """Headers that fill a mandatory column and are not in the file."""
        present = {same_header(header) for header in headers}
        return [
            header
            for header, column in self.content.kolommen.items()
            if same_header(header) not in present and self._is_mandatory(column)
        ]

    def _is_mandatory(self, column: str) -> bool:
        kind = KIND_BY_NAME.get(self.content.soort or "")
        return kind is None or column in kind.mandatory

    def recognised(self, headers: Sequence[str]) -> int:
        """How many headers it knows."""
        present = {same_header(header) for header in headers}
        return sum(same_header(header) in present for header in self.content.kolommen)


def read_mappings(folder: Path | None) -> list[NamedMapping]:
    """The mappings of the dossier, then those that come along. Refusals with file and key when any cannot be used."""
    own = sorted(folder.glob("*.toml")) if folder else []
    taken = {path.stem.casefold() for path in own}
    along = [path for path in sorted(_COMES_ALONG.glob("*.toml")) if path.stem.casefold() not in taken]
    mappings: list[NamedMapping] = []
    problems: list[Problem] = []
    for path in (*own, *along):
        try:
            mappings.append(NamedMapping(path.stem, Mapping.model_validate(_toml(path))))
        except ValidationError as error:
            problems.extend(_problems(path, error))
    if problems:
        raise Refusals(problems)
    return mappings


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise texts.no_toml(_shown_path(path), str(error)) from None


def _shown_path(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _problems(path: Path, error: ValidationError) -> list[Problem]:
    return [
        texts.wrong_mapping(
            _shown_path(path),
            ".".join(str(part) for part in each["loc"]),
            each["type"],
            each["msg"],
            each.get("ctx", {}),
        )
        for each in error.errors(include_url=False, include_input=False)
    ]


def choose_mapping(
    mappings: Sequence[NamedMapping], file_name: str, headers: Sequence[str], where: str
) -> NamedMapping | None:
    """The mapping for a file: one that names the file goes before one that only knows the headers.

    None when no mapping fits. Refusal when the name fits but headers miss, or when two fit equally well.
    """
    by_name = [each for each in mappings if each.content.bestandsnaam and each.fits_name(file_name)]
    complete = [each for each in by_name if not each.lacking(headers)]
    if by_name and not complete:
        raise texts.mapping_lacks(where, by_name[0].name, by_name[0].lacking(headers))
    candidates = complete or [
        each for each in mappings if each.content.bestandsnaam is None and not each.lacking(headers)
    ]
    if not candidates:
        return None
    most = max(each.recognised(headers) for each in candidates)
    best = [each for each in candidates if each.recognised(headers) == most]
    if len(best) > 1:
        raise texts.two_mappings(where, [each.name for each in best])
    return best[0]
