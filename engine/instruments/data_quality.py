"""Data-quality checks on the lines behind a workbook (DK): findings with count, amount and their rows.

Every check is one file `sql/dk_NN.sql`, that gives the rows concerned; the table counts and sums exactly these. A
missing 305 or 307 is a signal and never a reason to leave out a declaration.
"""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, cast

from engine.instruments.data_quality_scope import CHECKS, CHECKS_FOR, GROUPS, GROUPS_FOR, Scope, prepare
from engine.instruments.queries import query
from engine.instruments.recall import Rows, key_of, recalled
from engine.instruments.reporting import numbered
from engine.money import euros
from engine.result import Column, Kind, ResultTable, Row
from engine.run import Run
from engine.texts import data_quality as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

TABLE, DETAIL_TABLE = "Datakwaliteit", "DatakwaliteitRegels"

_DETAIL_KINDS = {
    "Controle": Kind.CODE,
    "Gemeentecode": Kind.CODE,
    "AGB": Kind.CODE,
    "Volgorde": Kind.COUNT,
    "Productcode": Kind.CODE,
    "Toewijzingnummer": Kind.CODE,
    "DeclaratieNummer": Kind.CODE,
    "ReferentieNummer": Kind.CODE,
    "Begindatum": Kind.DATE,
    "Einddatum": Kind.DATE,
    "Eenheid": Kind.CODE,
    "Gevonden": Kind.NUMBER,
    "Verwacht": Kind.NUMBER,
    "Bedrag": Kind.EURO,
    "Toelichting": Kind.TEXT,
}
_DETAIL_ORDER = "municipality, agb, assignment_number, begin_date, declaration_number, reference_number, product_code"


def data_quality(
    con: "duckdb.DuckDBPyConnection",
    settings: "Settings",
    run: Run,
    products: Collection[str] | None = None,
    checks: Collection[str] | None = None,
    groups: Collection[str] = GROUPS,
) -> ResultTable:
    """Table `Datakwaliteit`: per check, gemeente and aanbieder the number of findings and the euros they concern.

    Looks at care months of the run's year up to the end of its period, and at assignments and starts with a day in that
    span, of `products` (None: all). `checks`: which (None: all); `CHECKS_FOR` and `GROUPS_FOR` are those of a workbook.
    A settings table without rows gives one finding of its own, without gemeente and aanbieder.
    """
    scope = Scope(settings, run, products, CHECKS if checks is None else checks, groups)
    found = _summaries(con, scope)
    rows = [_summary_row(check_id, *line) for check_id, name in scope.names.items() for line in found[name]]
    return ResultTable(
        TABLE, texts.TITLE, texts.EXPLANATION, ("Controle", "Gemeentecode", "AGB"), _columns(), numbered(rows)
    )


def _summaries(con: "duckdb.DuckDBPyConnection", scope: Scope) -> dict[str, Rows]:
    """By check what it found per gemeente and aanbieder; a check that would find the same again is not run again."""

    def run(names: list[str]) -> dict[str, Rows]:
        lists = prepare(con, scope, names)
        return {name: con.execute(_summed(name), dict(scope.parameters(name, lists))).fetchall() for name in names}

    reads = {name: {read: scope.parameters(read) for read in scope.reads(name)} for name in scope.names.values()}
    fingerprint = cache(scope.settings.table_fingerprint)
    return recalled({name: key_of(con, fingerprint, queries) for name, queries in reads.items()}, run)


def _summed(name: str) -> str:
    return (
        f"SELECT municipality, agb, count(*), sum(amount_cents)::BIGINT, "
        f"string_agg(DISTINCT detail, '+' ORDER BY detail) FILTER (WHERE agb IS NULL AND municipality IS NULL) "
        f"FROM ({query(name)}) GROUP BY ALL ORDER BY municipality NULLS FIRST, agb NULLS FIRST"
    )


def data_quality_of(
    workbook: str,
    con: "duckdb.DuckDBPyConnection",
    settings: "Settings",
    run: Run,
    products: Collection[str] | None = None,
) -> ResultTable:
    """Table `Datakwaliteit` with the checks that touch one workbook. KeyError for an unknown one."""
    return data_quality(con, settings, run, products, CHECKS_FOR[workbook], GROUPS_FOR.get(workbook, ()))


def details(
    con: "duckdb.DuckDBPyConnection",
    settings: "Settings",
    run: Run,
    checks: str | Collection[str] | None = None,
    agb: str | None = None,
    products: Collection[str] | None = None,
    groups: Collection[str] = GROUPS,
) -> ResultTable:
    """The rows behind one check or several (None: all) of one aanbieder (None: all); never a client or pseudonym.

    Number and amounts add up to the rows of `data_quality` with the same arguments. KeyError for an unknown check.
    """
    asked = [checks] if isinstance(checks, str) else (CHECKS if checks is None else checks)
    scope = Scope(settings, run, products, asked, groups)
    lists = prepare(con, scope, scope.names.values())
    rows: list[Row] = []
    for name_of_check, name in scope.names.items():
        found = con.execute(
            f"SELECT municipality, agb, product_code, assignment_number, declaration_number, reference_number, "
            f"begin_date, end_date, unit, found::DECIMAL(18, 4), expected::DECIMAL(18, 4), amount_cents, detail "
            f"FROM ({query(name)}) WHERE $agb IS NULL OR agb = $agb ORDER BY {_DETAIL_ORDER}, amount_cents, detail",
            {**scope.parameters(name, lists), "agb": agb},
        ).fetchall()
        rows += [_detail_row(name_of_check, line) for line in found]
    columns = tuple(Column(name, kind, id="DK", help=texts.COLUMN_HELP[name]) for name, kind in _DETAIL_KINDS.items())
    return ResultTable(DETAIL_TABLE, texts.DETAIL_TITLE, texts.DETAIL_EXPLANATION, (), columns, numbered(rows))


def _summary_row(
    check_id: str, municipality: str | None, agb: str | None, count: int, cents: int | None, detail: str | None
) -> Row:
    text = texts.CHECKS[check_id]
    return {
        "Controle": check_id,
        "Gemeentecode": municipality,
        "AGB": agb,
        "Omschrijving": texts.empty_tables(detail) or text.description,
        "Ernst": text.severity,
        "Aantal": count,
        "Bedrag": None if cents is None else euros(cents),
        "Actie": text.action,
    }


def _detail_row(check_id: str, line: tuple[object, ...]) -> Row:
    *cells, cents, detail = line
    row = cast(Row, dict(zip(_SQL_ORDER, cells, strict=True)))
    return row | {
        "Controle": check_id,
        "Bedrag": euros(cents) if isinstance(cents, int) else None,
        "Toelichting": texts.detail(detail if isinstance(detail, str) else None),
    }


_SQL_ORDER = (
    "Gemeentecode", "AGB", "Productcode", "Toewijzingnummer", "DeclaratieNummer", "ReferentieNummer", "Begindatum",
    "Einddatum", "Eenheid", "Gevonden", "Verwacht",
)  # fmt: skip


def _columns() -> tuple[Column, ...]:
    kinds = {
        "Controle": Kind.CODE,
        "Gemeentecode": Kind.CODE,
        "AGB": Kind.CODE,
        "Volgorde": Kind.COUNT,
        "Omschrijving": Kind.TEXT,
        "Ernst": Kind.STATUS,
        "Aantal": Kind.COUNT,
        "Bedrag": Kind.EURO,
        "Actie": Kind.TEXT,
    }
    return tuple(Column(name, kind, id="DK", help=texts.COLUMN_HELP[name]) for name, kind in kinds.items())
