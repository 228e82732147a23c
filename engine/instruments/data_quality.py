"""Data-quality checks on the lines behind a workbook (DK): findings with count, amount and their rows.

Every check is one file `sql/dk_NN.sql`, that gives the rows concerned; the table counts and sums exactly these. A
missing 305 or 307 is a signal and never a reason to leave out a declaration.
"""

from datetime import date
from typing import TYPE_CHECKING, cast

from engine.instruments.queries import make_table, query
from engine.money import euros
from engine.result import Column, Kind, ResultTable, Row
from engine.run import Run
from engine.texts import data_quality as texts

if TYPE_CHECKING:
    import duckdb

    from engine.settings import Settings

CHECKS = {check_id: f"dk_{int(check_id.removeprefix('DK-')):02}" for check_id in texts.CHECKS}
"""Check id and the name of its SQL file, in the order in which they are shown."""

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
    con: "duckdb.DuckDBPyConnection", settings: "Settings", run: Run, products: set[str] | None = None
) -> ResultTable:
    """Table `Datakwaliteit`: per check, gemeente and aanbieder the number of findings and the euros they concern.

    Looks at care months of the run's year up to the end of its period, of `products` (None: all). A settings table
    without rows gives one finding of its own, without gemeente and aanbieder.
    """
    prepare(con, settings, run, products)
    rows: list[Row] = []
    for check_id, name in CHECKS.items():
        found = con.execute(
            f"SELECT municipality, agb, count(*), sum(amount_cents)::BIGINT, "
            f"string_agg(DISTINCT detail, '+' ORDER BY detail) FILTER (WHERE agb IS NULL AND municipality IS NULL) "
            f"FROM ({query(name)}) GROUP BY ALL ORDER BY municipality NULLS FIRST, agb NULLS FIRST",
            _used_parameters(name, run, products),
        ).fetchall()
        rows += [_summary_row(check_id, *line) for line in found]
    return ResultTable(
        TABLE, texts.TITLE, texts.EXPLANATION, ("Controle", "Gemeentecode", "AGB"), _columns(), _numbered(rows)
    )


def details(
    con: "duckdb.DuckDBPyConnection",
    settings: "Settings",
    run: Run,
    check_id: str | None = None,
    agb: str | None = None,
    products: set[str] | None = None,
) -> ResultTable:
    """The rows behind a check (None: all checks) of one aanbieder (None: all); never a client or pseudonym.

    Number and amounts add up to the rows of `data_quality` with the same arguments. KeyError for an unknown check.
    """
    prepare(con, settings, run, products)
    rows: list[Row] = []
    for name_of_check in [check_id] if check_id else list(CHECKS):
        name = CHECKS[name_of_check]
        found = con.execute(
            f"SELECT municipality, agb, product_code, assignment_number, declaration_number, reference_number, "
            f"begin_date, end_date, unit, found::DECIMAL(18, 4), expected::DECIMAL(18, 4), amount_cents, detail "
            f"FROM ({query(name)}) WHERE $agb IS NULL OR agb = $agb ORDER BY {_DETAIL_ORDER}, amount_cents, detail",
            {**_used_parameters(name, run, products), "agb": agb},
        ).fetchall()
        rows += [_detail_row(name_of_check, line) for line in found]
    columns = tuple(Column(name, kind, id="DK", help=texts.COLUMN_HELP[name]) for name, kind in _DETAIL_KINDS.items())
    return ResultTable(DETAIL_TABLE, texts.DETAIL_TITLE, texts.DETAIL_EXPLANATION, (), columns, _numbered(rows))


def prepare(con: "duckdb.DuckDBPyConnection", settings: "Settings", run: Run, products: set[str] | None) -> None:
    """Make the temporary tables that the checks share: lines, what stands of them, their assignments, earlier use."""
    settings.register(con)
    con.execute("CREATE OR REPLACE TEMP TABLE dk_product (product_code VARCHAR)")
    con.execute("INSERT INTO dk_product SELECT unnest($codes::VARCHAR[])", {"codes": sorted(products or ())})
    # a list of values reaches the scan of the declarations itself; a join with a table does not
    make_table(con, "dk_code", _used_parameters("dk_code", run, products))
    codes = [str(code) for (code,) in con.execute("SELECT code FROM dk_code WHERE code IS NOT NULL").fetchall()]
    for name in ("dk_credit", "dk_line", "dk_assignment", "dk_whole", "dk_earlier"):
        make_table(con, name, _used_parameters(name, run, products, codes))


def _used_parameters(
    name: str, run: Run, products: set[str] | None, codes: list[str] | None = None
) -> dict[str, date | str | int | bool | list[str]]:
    values: dict[str, date | str | int | bool | list[str]] = {
        "codes": codes or [],
        "first_day": date(run.period.year, 1, 1),
        "last_day": run.period.last_day,
        "all_products": products is None,
    }
    return {key: value for key, value in values.items() if f"${key}" in query(name)}


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


def _numbered(rows: list[Row]) -> list[Row]:
    for number, row in enumerate(rows, start=1):
        row["Volgorde"] = number
    return rows


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
