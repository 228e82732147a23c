# pandas comes without types of its own here.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false, reportCallIssue=false, reportIndexIssue=false
# pyright: reportOperatorIssue=false, reportReturnType=false, reportAssignmentType=false
"""What a competent analyst would write instead of the product: pandas and openpyxl, one script, one workbook.

Kept for `make bench`: from the same files and settings to the same table MaxInzet of a calendar year. No store, no
findings, no explanations, and values only; it is made to be fast and right, not to look bad.

    python -m build.plain_script INSTELLINGEN.xlsx OUT.xlsx --year 2024 --as-of 2025-03-01 --messages FOLDER
    python -m build.plain_script INSTELLINGEN.xlsx OUT.xlsx --year 2024 --as-of 2025-03-01 --csv FILE…
"""

import argparse
import hashlib
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

KEY = ["agb", "product"]
COLUMNS = [
    "AGB", "Productcode", "Aanbieder", "Product", "Cliënten", "Uren", "Bedrag", "Gemiddelde inzet", "Norm", "Ophoging",
    "Norm incl. ophoging", "Overschrijding", "Overschrijding %", "Tarief", "Maximale totaalprijs",
    "Gemiddelde totaalprijs", "Boven maximale prijs", "Overschrijdingsbedrag", "Seizoensfactor", "Prognose jaar",
    "Vorig jaar (nu)", "Vorig jaar (gemeld)", "Overschrijdingsbedrag vorig jaar (nu)",
    "Overschrijdingsbedrag vorig jaar (gemeld)", "Beweging", "Te laat %", "Status", "Opmerking",
]  # fmt: skip
ANSWERED = ["wet", "gemeente", "agb", "declaratie", "referentie", "product", "begin"]
LINE = [
    "wet", "gemeente", "agb", "bsn", "declaratie", "referentie", "vorige", "toewijzing", "categorie", "product",
    "begin", "einde", "volume", "eenheid", "tarief", "centen", "debet", "gedateerd",
]  # fmt: skip


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def contents(folder: Path) -> Iterator[bytes]:
    """Declarations and answers, told by the file name; the other messages are not needed."""
    for path in sorted(folder.rglob("*.*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as bundle:
                yield from (bundle.read(name) for name in bundle.namelist() if name.partition("_")[0][-3:] in KINDS)
        elif path.name.partition("_")[0][-3:] in KINDS:
            yield path.read_bytes()


KINDS = {"323", "325"}


def read_messages(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines and rejections; a file or message that comes twice counts once."""
    lines: list[tuple[Any, ...]] = []
    rejections: list[tuple[Any, ...]] = []
    seen: set[object] = set()
    for content in contents(folder):
        root = etree.fromstring(content)
        own, base = root.tag.partition("}")[0] + "}", f"{{{base_namespace(root)}}}"
        header = root.find(f"{own}Header")
        code, sender = header.findtext(f"{own}BerichtCode"), header.findtext(f"{own}Afzender")
        receiver = header.findtext(f"{own}Ontvanger")
        identification = header.find(f"{own}BerichtIdentificatie")
        digest = hashlib.md5(content).digest()
        message = (code, sender, identification.findtext(f"{base}Identificatie"))
        if digest in seen or message in seen:
            continue
        seen |= {digest, message}
        law = "Jw" if code in ("490", "491") else "Wmo"
        if code in ("490", "484"):
            body = root.find(f"{own}Declaratie")
            dated = body.findtext(f"{own}DeclaratieDagtekening")
            lines += performances(body, own, base, (law, receiver, sender), dated)
        elif (body := root.find(f"{own}DeclaratieAntwoord")) is not None:
            dated = identification.findtext(f"{base}Dagtekening")
            rejections += performances(body, own, base, (law, sender, receiver), dated)
    return pd.DataFrame(lines, columns=LINE), pd.DataFrame(rejections, columns=LINE)


def base_namespace(root: Any) -> str:
    """Namespace of the elements that all messages share."""
    return next(site for site in root.nsmap.values() if "basisschema" in site)


def performances(body: Any, own: str, base: str, parties: tuple[Any, ...], dated: str) -> Iterator[tuple[Any, ...]]:
    """The Prestaties of one message; `own` and `base` are the namespaces."""
    number = body.findtext(f"{own}DeclaratieNummer")
    for client in body.iterfind(f"{own}Clienten/{own}Client"):
        bsn = client.findtext(f"{own}Bsn")
        for item in client.iterfind(f"{own}Prestaties/{own}Prestatie"):
            reference, period = item.find(f"{own}ProductReferentie"), item.find(f"{own}ProductPeriode")
            amount = item.find(f"{own}IngediendBedrag")
            yield (
                *parties,
                bsn,
                number,
                reference.findtext(f"{base}ReferentieNummer"),
                reference.findtext(f"{base}VorigReferentieNummer"),
                item.findtext(f"{own}ToewijzingNummer"),
                item.findtext(f"{own}ProductCategorie"),
                item.findtext(f"{own}ProductCode"),
                period.findtext(f"{base}Begindatum"),
                period.findtext(f"{base}Einddatum"),
                int(item.findtext(f"{own}GeleverdVolume")),
                item.findtext(f"{own}Eenheid"),
                item.findtext(f"{own}ProductTarief"),
                int(amount.findtext(f"{base}Bedrag")),
                amount.findtext(f"{base}DebetCredit"),
                dated,
            )


def read_csv(paths: list[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lines and rejections from the table `declaraties`; amounts there are euros."""
    parts = [pd.read_csv(path, sep=";", dtype=str, encoding="utf-8") for path in paths]
    table = pd.concat(parts, ignore_index=True)
    for name in ("Begindatum", "Einddatum", "Dagtekening", "AfgekeurdOp"):
        table[name] = table[name].str[6:] + "-" + table[name].str[3:5] + "-" + table[name].str[:2]
    table["Volume"] = table["Volume"].astype("int64")
    table["Bedrag"] = table["Bedrag"].str.replace(",", "", regex=False).astype("int64")
    rejected = table[table["Afgekeurd"] == "ja"].copy()
    lines = table.drop(columns=["Afgekeurd", "AfgekeurdOp"]).set_axis(LINE, axis=1)
    rejections = rejected.drop(columns=["Afgekeurd", "Dagtekening"]).set_axis(LINE, axis=1)
    return lines, rejections


# ── calculating ────────────────────────────────────────────────────────────────────────────────────────────────────


def valid_bsn(values: pd.Series) -> pd.Series:
    """The 11-proef over a column."""
    unique = values.drop_duplicates()
    digits = np.array([list(text.encode()) for text in unique]) - 48
    good = (digits * [9, 8, 7, 6, 5, 4, 3, 2, -1]).sum(axis=1) % 11 == 0
    return values.map(dict(zip(unique, good, strict=True)))


def counting(lines: pd.DataFrame, rejections: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Lines that exist at the peildatum and were not rejected by then, with signed cents and minutes."""
    lines = lines[lines["gedateerd"] <= as_of].drop_duplicates()
    lines = lines[valid_bsn(lines["bsn"])]
    rejected = rejections.loc[rejections["gedateerd"] <= as_of, ANSWERED].drop_duplicates()
    lines = lines.merge(rejected, on=ANSWERED, how="left", indicator=True)
    lines = lines[lines["_merge"] == "left_only"].copy()
    sign = np.where(lines["debet"] == "C", -1, 1)
    lines["netto"] = lines["centen"] * sign
    lines["aantal"] = lines["volume"] * sign
    lines["minuten"] = lines["aantal"] * lines["eenheid"].map({"01": 1, "04": 60}).fillna(0).astype("int64")
    begin = pd.PeriodIndex(lines["begin"].str[:7], freq="M")
    sent = pd.PeriodIndex(lines["gedateerd"].str[:7], freq="M")
    lines["laat"] = np.where(sent.asi8 > begin.asi8 + 1, lines["netto"], 0)
    lines["jaar"] = begin.year
    return lines


def totals(lines: pd.DataFrame, tariffs: pd.DataFrame) -> pd.DataFrame:
    """Clients, hours, amount, late amount and mean contract tariff per aanbieder and product of one year."""
    per_client = lines.groupby([*KEY, "bsn", "eenheid"], sort=False)["aantal"].sum()
    clients = per_client[per_client > 0].reset_index().groupby(KEY)["bsn"].nunique().rename("clienten")
    sums = lines.groupby(KEY)[["minuten", "netto", "laat"]].sum()
    result = sums.join(clients, how="inner").join(mean_tariff(lines, tariffs))
    result["uren"] = result["minuten"] / 60
    result["gemiddeld"] = result["uren"] / result["clienten"]
    return result


def mean_tariff(lines: pd.DataFrame, tariffs: pd.DataFrame) -> pd.Series:
    """Contract tariff per hour, own before general, each line at that of its Begindatum, averaged over net hours."""
    worked = lines[lines["minuten"] != 0].groupby([*KEY, "begin"])["minuten"].sum().reset_index()
    found = []
    for own in (True, False):
        chosen = tariffs[tariffs["agb"].notna() == own]
        on = KEY if own else ["product"]
        joined = worked.merge(chosen if own else chosen.drop(columns="agb"), on=on)
        joined = joined[(joined["begin"] >= joined["vanaf"]) & (joined["begin"] <= joined["tot"])]
        found.append(joined.assign(own=own))
    joined = pd.concat(found).sort_values("own", ascending=False).drop_duplicates([*KEY, "begin"])
    joined["gewogen"] = joined["minuten"] * joined["per_uur"]
    grouped = joined.groupby(KEY)[["gewogen", "minuten"]].sum()
    return (grouped["gewogen"] / grouped["minuten"]).where(grouped["minuten"] != 0).rename("tarief_uur")


def cents(value: float) -> float:
    """Half away from zero, as Excel; the repr takes out the binary tail."""
    return float(Decimal(repr(round(value, 8))).quantize(Decimal("0.01"), ROUND_HALF_UP)) if pd.notna(value) else value


def claims(sums: pd.DataFrame, settings: dict[str, pd.DataFrame], year: int, as_of: str) -> pd.DataFrame:
    """Norm, raise, prices and the amount above the maximum, for the rows with a norm in that year."""
    norms = settings["Normen"].query("Jaar == @year").set_index("Productcode")
    rows = sums.reset_index()
    rows["norm"] = rows["product"].map(norms["Norm (uren)"]).astype(float)
    rows = rows[rows["norm"].notna()].copy()
    raises = settings["Ophogingen"].query("Jaar == @year")
    raises = raises[raises["Toegekend (uren)"].notna() & (raises["Besluitdatum"] <= as_of)].sort_values("Besluitdatum")
    latest = raises.groupby(["AGB", "Productcode"])["Toegekend (uren)"].last()
    rows["ophoging"] = [float(latest.get(key, 0)) for key in zip(rows["agb"], rows["product"], strict=True)]
    rows["ruimte"] = rows["norm"] + rows["ophoging"]
    rows["afgeleid"] = rows["tarief_uur"].isna() & (rows["uren"] != 0)
    derived = rows["netto"] / 100 / rows["uren"].where(rows["uren"] != 0)
    rows["tarief"] = rows["tarief_uur"].fillna(derived).map(cents)
    fixed = rows["product"].map(norms["Maximale totaalprijs"]).astype(float)
    rows["maximaal"] = (fixed * rows["ruimte"] / rows["norm"]).fillna(rows["ruimte"] * rows["tarief"]).map(cents)
    rows["prijs"] = (rows["netto"] / 100 / rows["clienten"]).map(cents)
    rows["boven"] = (rows["netto"] / 100 - rows["clienten"] * rows["maximaal"]).clip(lower=0).map(cents)
    exceeds = (rows["gemiddeld"] - rows["ruimte"]).round(9) > 0
    rows["bedrag_over"] = rows["boven"].where(exceeds | rows["boven"].isna(), 0.0)
    return rows.set_index(KEY)


def state(row: Any) -> str:
    """The first status that fits, for a calendar year."""
    falling = pd.notna(row.beweging) and round(row.beweging + 0.05, 9) <= 0
    if row.bedrag_over > 0 and not falling:
        return "Overschrijding, terugvordering mogelijk"
    if round(row.gemiddeld - row.norm, 9) <= 0:
        return "Binnen norm"
    return "Binnen norm met ophoging" if round(row.gemiddeld - row.ruimte, 9) <= 0 else "Overschrijding"


def max_inzet(
    lines: pd.DataFrame, rejections: pd.DataFrame, settings: dict[str, pd.DataFrame], year: int, as_of: str
) -> pd.DataFrame:
    """The table MaxInzet of a calendar year."""
    counted = counting(lines, rejections, as_of)
    normed = counted[counted["product"].isin(settings["Normen"]["Productcode"])]
    tariffs = hourly_tariffs(settings["Tarieven"])
    this_year, before = (totals(normed[normed["jaar"] == each], tariffs) for each in (year, year - 1))
    rows = claims(this_year, settings, year, as_of)
    rows["vorig"] = before["gemiddeld"].reindex(rows.index)
    rows["vorig_over"] = claims(before, settings, year - 1, as_of)["bedrag_over"].reindex(rows.index)
    rows["beweging"] = rows["gemiddeld"] / rows["vorig"].where(rows["vorig"] != 0) - 1
    rows["over"] = (rows["gemiddeld"] - rows["ruimte"]).clip(lower=0)
    rows["laat_deel"] = rows["laat"] / rows["netto"].where(rows["netto"] != 0)
    rows["status"] = [state(row) for row in rows.itertuples()]
    rows["opmerking"] = [remark(row, year, as_of) for row in rows.itertuples()]
    return as_table(rows.sort_index(), settings)


def remark(row: Any, year: int, as_of: str) -> str:
    """Marks of a row of a calendar year."""
    marks = {
        "afgeleid": row.afgeleid,
        "voorlopig": as_of < f"{year + 1}-03-01",
        "beeld onvolledig": pd.notna(row.laat_deel) and round(row.laat_deel - 0.05, 9) > 0,
    }
    return "; ".join(mark for mark, holds in marks.items() if holds)


def hourly_tariffs(table: pd.DataFrame) -> pd.DataFrame:
    """Tariffs per hour with open ends closed."""
    timed = table[table["Eenheid"].isin(["01", "04"])]
    factor = timed["Eenheid"].map({"01": 60, "04": 1})
    return pd.DataFrame(
        {
            "product": timed["Productcode"],
            "agb": timed["AGB"],
            "vanaf": timed["Vanaf"],
            "tot": timed["Tot"].fillna("9999-12-31"),
            "per_uur": timed["Tarief"].astype(float) * factor,
        }
    )


def as_table(rows: pd.DataFrame, settings: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The result columns in their order and under their names."""
    rows = rows.reset_index()
    names = settings["Aanbieders"].set_index("AGB")["Aanbieder"]
    products = settings["Producten"].set_index("Productcode")["Product"]
    values = [
        rows["agb"], rows["product"], rows["agb"].map(names), rows["product"].map(products), rows["clienten"],
        rows["uren"], rows["netto"] / 100, rows["gemiddeld"], rows["norm"], rows["ophoging"], rows["ruimte"],
        rows["over"], rows["over"] / rows["ruimte"], rows["tarief"], rows["maximaal"], rows["prijs"], rows["boven"],
        rows["bedrag_over"], None, None, rows["vorig"], None, rows["vorig_over"], None, rows["beweging"],
        rows["laat_deel"], rows["status"], rows["opmerking"],
    ]  # fmt: skip
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=rows.index)


# ── settings and workbook ──────────────────────────────────────────────────────────────────────────────────────────

SETTINGS = ("Aanbieders", "Producten", "Tarieven", "Normen", "Ophogingen")


def read_settings(path: Path) -> dict[str, pd.DataFrame]:
    """The five tables it needs; the header is the row that has the table's first column name."""
    tables: dict[str, pd.DataFrame] = {}
    for name, sheet in pd.read_excel(path, sheet_name=list(SETTINGS), header=None, dtype=object).items():
        first = (
            "Productcode" if name in ("Tarieven", "Normen") else "Productcategorie" if name == "Producten" else "AGB"
        )
        position = int(np.flatnonzero(sheet[0].eq(first))[0])
        table = sheet.iloc[position + 1 :].set_axis(sheet.iloc[position].tolist(), axis=1).dropna(how="all")
        for column in ("Vanaf", "Tot", "Besluitdatum"):
            if column in table:
                table[column] = pd.to_datetime(table[column]).dt.strftime("%Y-%m-%d")
        tables[str(name)] = table.reset_index(drop=True)
    return tables


def write_workbook(table: pd.DataFrame, path: Path) -> None:
    """One sheet with a header, number formats and widths."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "MaxInzet"
    sheet.append(list(table.columns))
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for row in table.astype(object).where(table.notna(), None).itertuples(index=False):
        sheet.append(list(row))
    for position, name in enumerate(table.columns, 1):
        letter = get_column_letter(position)
        sheet.column_dimensions[letter].width = max(12, len(name) + 2)
        is_euro = any(word in name.lower() for word in ("bedrag", "prijs", "tarief"))
        number_format = "0.0%" if "%" in name or name == "Beweging" else "€ #,##0.00" if is_euro else "0.0"
        for cell in sheet[letter][1:]:
            if isinstance(cell.value, float):
                cell.number_format = number_format
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def main() -> None:
    """From files to workbook."""
    parser = argparse.ArgumentParser(description="MaxInzet met pandas en openpyxl")
    parser.add_argument("settings", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--messages", type=Path)
    parser.add_argument("--csv", type=Path, nargs="+")
    given = parser.parse_args()
    lines, rejections = read_messages(given.messages) if given.messages else read_csv(given.csv)
    write_workbook(max_inzet(lines, rejections, read_settings(given.settings), given.year, given.as_of), given.target)


if __name__ == "__main__":
    main()
