"""Own tables of the made-up region: gemeenten, names, products, tariffs, ages. Nothing here is a real party.

Gemeentecodes 9001-9020 and AGB-codes 98...... are invented; so are all names.
"""

from dataclasses import dataclass
from datetime import date

REGION_NAME = "Regio Rivierenveld"

MUNICIPALITIES: tuple[tuple[str, str, int], ...] = (
    ("9001", "Waterhuizen", 62),
    ("9002", "Oudmeer", 38),
    ("9003", "Lindehoven", 24),
    ("9004", "Veenrade", 85),
    ("9005", "Hoogdonk", 47),
    ("9006", "Steenwaard", 33),
    ("9007", "Zandrecht", 29),
    ("9008", "Broekdam", 21),
    ("9009", "Elzenkerk", 55),
    ("9010", "Grootveld", 110),
    ("9011", "Kempendaal", 18),
    ("9012", "Rietmonde", 26),
    ("9013", "Sluisbergen", 41),
    ("9014", "Tolhoek", 15),
    ("9015", "Wilgenburg", 36),
    ("9016", "Aalsteren", 23),
    ("9017", "Dijkhorst", 19),
    ("9018", "Heideloo", 31),
    ("9019", "Molenwijk", 44),
    ("9020", "Nieuwevaart", 52),
)
"""Code, name, thousands of inhabitants (decides how many clients live there)."""

UNKNOWN_MUNICIPALITY, UNKNOWN_PROVIDER = "9099", "98999999"
"""Occur in messages and not in the settings (DK-11)."""

SERVICE_FORMS = ("BGI", "BGG")
"""Dienstvormen with a lumpsum in the years `LUMPSUM_YEARS`."""
LUMPSUM_YEARS = (2023, 2024, 2025)
PLACES_IN = (1, 9, 3)
"""Gemeenten (positions in `MUNICIPALITIES`) that pay trajectories of the Jeugdwet by places."""

HOLIDAY_STARTS = (
    date(2024, 12, 23), date(2024, 4, 25), date(2023, 12, 22), date(2024, 3, 28), date(2024, 5, 3),
)  # fmt: skip
"""Shortly before public holidays: first days of some care, of which a message within a week may be late (PL-9)."""

NAME_STARTS = (
    "De Linde", "Het Anker", "De Brug", "Kompas", "De Vuurtoren", "Horizon", "De Wilg", "Het Baken", "Samenspel",
    "De Zwaluw", "Vlinder", "De Haven", "Eigenwijs", "Tussenstap", "De Boomgaard", "Het Kristal", "Stroom", "De Eik",
    "Lichtpunt", "De Wending", "Voorbeeld", "Ruimte", "De Merel", "Houvast", "Zonnewende",
)  # fmt: skip
NAME_KINDS = (
    "Jeugdhulp", "Behandelcentrum", "Zorg", "Praktijk", "Ondersteuning", "Thuishulp", "GGZ", "Begeleiding", "Groep",
    "Stichting", "Coöperatie", "Gezinszorg", "Jeugd & Gezin", "Psychologen", "Zorgboerderij", "Dagcentrum",
)  # fmt: skip
SURNAMES = (
    "Wit", "Bos", "Dijkstra", "Visser", "Kuiper", "Mulder", "Smit", "Boer", "Vos", "Peeters", "Kaya", "El Amrani",
    "Nguyen", "Jansen", "Hendriks", "Dekker", "Brouwer", "Leeuw", "Maas", "Schouten",
)  # fmt: skip

# Mean spending per inhabitant by age, first age of each class and euros; copied (rounded, a few ages) from
# CPB, "Uitgaven per leeftijdscategorie 2022", figures 3 (Wmo) and 4 (Jeugd). Decides how old clients are.
SPENDING_BY_AGE: dict[str, tuple[tuple[int, int], ...]] = {
    "Jw": ((0, 130), (2, 410), (4, 980), (7, 1150), (10, 1430), (13, 1750), (15, 2050), (17, 2290), (18, 1450)),
    "Wmo": ((18, 300), (20, 530), (24, 340), (30, 225), (45, 230), (60, 270), (70, 370), (76, 600), (82, 1100),
            (88, 1550)),
}  # fmt: skip

SEASON = (1.04, 1.0, 1.08, 1.02, 0.98, 1.05, 0.78, 0.72, 1.08, 1.12, 1.12, 0.9)
"""Production of a calendar month against the mean month: holidays in summer, a busy autumn."""

MINUTE, HOUR, DAY, PART_OF_DAY, PIECE, OUTPUT = "01", "04", "14", "16", "84", "82"


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the region. `monthly` is the mean volume of a month of care in `unit`, hours when `by_hour`.

    `tariffs` are (valid from, eurocents per unit; per hour when `by_hour`: a multiple of 60, so that a minute tariff is
    whole cents). `norms` are hours per client per year (MI-3).
    """

    law: str
    category: str
    code: str
    name: str
    unit: str
    care_domain: str
    weight: float
    months: float
    monthly: float
    tariffs: tuple[tuple[date, int], ...]
    service_form: str | None = None
    segment: str | None = None
    norms: tuple[tuple[int, int], ...] = ()
    weekly: int | None = None
    standard_months: int | None = None
    standard_days: int | None = None

    @property
    def by_trajectory(self) -> bool:
        """Has a standard duration and one price for a whole trajectory: its tariff, the same in every year (PL-3)."""
        return bool(self.standard_months or self.standard_days)

    @property
    def by_hour(self) -> bool:
        """Declared in minutes or hours, whichever the provider uses."""
        return self.unit in {MINUTE, HOUR}

    def tariff(self, on: date) -> int:
        """Eurocents on a date, the general contract tariff."""
        return [cents for valid_from, cents in self.tariffs if valid_from <= on][-1]


def _yearly(*cents: int) -> tuple[tuple[date, int], ...]:
    """Tariffs from 2021 on, one a year; the first also for the years before."""
    later = [(date(2021 + offset, 1, 1), amount) for offset, amount in enumerate(cents)]
    return ((date(2015, 1, 1), cents[0]), *later[1:])


PRODUCTS: tuple[Product, ...] = (
    Product("Jw", "54", "54B01", "Behandeling Regulier", MINUTE, "Ambulant", 4.0, 9, 2.6,
            _yearly(9360, 9600, 9900, 10200, 10560), segment="Midden",
            norms=((2022, 16), (2023, 15), (2024, 15), (2025, 15))),
    Product("Jw", "54", "54B02", "Behandeling Specialistisch-1", MINUTE, "Ambulant", 2.4, 11, 4.3,
            (*_yearly(10800, 11100, 11400, 11700), (date(2024, 7, 1), 12000), (date(2025, 1, 1), 12300)),
            segment="Midden", norms=((2022, 30), (2023, 30), (2024, 29), (2025, 29))),
    Product("Jw", "54", "54B03", "Behandeling Hoog Specialistisch", MINUTE, "Ambulant", 1.4, 4, 1.5,
            _yearly(13200, 13500, 13800, 14100, 14400), segment="Top",
            norms=((2022, 5), (2023, 5), (2024, 5), (2025, 5))),
    Product("Jw", "45", "45A04", "Jeugdhulp ambulant regulier", MINUTE, "Ambulant", 2.0, 10, 6.0,
            _yearly(7200, 7380, 7620, 7860, 8100), segment="Midden"),
    Product("Jw", "43", "43A07", "Jeugdhulp verblijf", DAY, "Verblijf", 0.5, 12, 28.0,
            _yearly(24150, 24900, 25875, 26910, 27720), segment="Top", weekly=7),
    Product("Jw", "41", "41A03", "Dagbehandeling regulier", PART_OF_DAY, "Dagbehandeling", 0.7, 12, 17.0,
            _yearly(9825, 10110, 10480, 10900, 11230), segment="Midden", weekly=4),
    Product("Wmo", "01", "01A04", "Hulp bij het huishouden", MINUTE, "Huishouden", 4.0, 30, 10.8,
            _yearly(3000, 3120, 3240, 3420, 3600), service_form="HH", weekly=3),
    Product("Wmo", "02", "02A05", "Begeleiding individueel", MINUTE, "Begeleiding", 2.5, 16, 8.5,
            _yearly(5400, 5520, 5700, 5940, 6180), service_form="BGI", weekly=2),
    Product("Wmo", "07", "07A03", "Dagbesteding", PART_OF_DAY, "Begeleiding", 1.5, 18, 17.0,
            _yearly(3860, 3960, 4120, 4300, 4440), service_form="BGG", weekly=4),
    Product("Wmo", "04", "04A01", "Kortdurend verblijf", DAY, "Verblijf", 0.4, 10, 6.0,
            _yearly(11200, 11500, 11950, 12450, 12900), service_form="KDV", weekly=2),
    Product("Jw", "45", "45L01", "Ambulante hulp duurzaam", OUTPUT, "Ambulant", 0.9, 12, 1 / 12,
            _yearly(750_000), segment="Midden", standard_months=12),
    Product("Jw", "45", "45L11", "Ambulante hulp perspectief licht", OUTPUT, "Ambulant", 0.7, 6, 1 / 6,
            _yearly(364_950), segment="Midden", standard_months=6),
    Product("Jw", "54", "54L02", "Jeugd-ggz midden", OUTPUT, "Ambulant", 0.8, 9, 1 / 9,
            _yearly(450_000), segment="Midden", standard_months=9),
    Product("Jw", "41", "41L12", "Schoolvervangende dagbehandeling", OUTPUT, "Dagbehandeling", 0.5, 12, 1 / 12,
            _yearly(1_600_000), segment="Top", standard_days=350),
)  # fmt: skip

MAXIMUM_PRICES: dict[tuple[str, int], str] = {("54B03", 2023): "690.00", ("54B03", 2024): "705.00"}
"""Maximum price per client set as an amount (MI-5), euros; elsewhere it follows from norm and tariff."""

REFERRERS = ("01", "02", "02", "02", "03", "04", "05", "06", "08")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a region is, which care months it has, and until when messages came in.

    `lines_a_month` is the mean number of declaration lines of an hour product in a month of care; messages dated
    before `plain_from` are bundled in one ZIP per month and part, later ones are plain files. `trajectory_weight` is
    how much more is chosen for products with a standard duration: a large region has fewer providers that give them.
    """

    municipalities: int
    providers: int
    clients: int
    first: date
    last: date
    messages_until: date
    plain_from: date
    parts: int
    lines_a_month: float
    municipalities_each: float
    youth_share: float = 0.7
    trajectory_weight: float = 1.0


SIZES: dict[str, Size] = {
    "klein": Size(
        municipalities=2,
        providers=10,
        clients=260,
        first=date(2023, 1, 1),
        last=date(2025, 1, 31),
        messages_until=date(2025, 4, 30),
        plain_from=date(2024, 11, 1),
        parts=1,
        lines_a_month=1.0,
        municipalities_each=1.6,
        youth_share=0.62,
    ),
    "demo": Size(
        municipalities=3,
        providers=25,
        clients=1250,
        first=date(2022, 1, 1),
        last=date(2025, 3, 31),
        messages_until=date(2025, 4, 30),
        plain_from=date(2025, 4, 1),
        parts=1,
        lines_a_month=1.1,
        municipalities_each=2.2,
        trajectory_weight=3.0,
    ),
    "region": Size(
        municipalities=20,
        providers=400,
        clients=60_000,
        first=date(2021, 1, 1),
        last=date(2025, 12, 31),
        messages_until=date(2026, 2, 28),
        plain_from=date(2026, 2, 15),
        parts=8,
        lines_a_month=2.7,
        municipalities_each=5.0,
        youth_share=0.6,
        trajectory_weight=4.0,
    ),
}
