"""Messages of iJw and iWmo 3.2 as text: string templates, because a region has millions of lines.

The two laws have the same trees; only the namespaces and codes differ. Every text that varies is either generated here
from codes, digits and dates, or escaped.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

CODES = {
    "Jw": {"301": 436, "305": 438, "307": 440, "315": 446, "319": 488, "323": 490, "325": 491},
    "Wmo": {"301": 414, "305": 418, "307": 420, "315": 444, "319": 482, "323": 484, "325": 485},
}
_STANDARD = {"Jw": "ijw", "Wmo": "iwmo"}


def _named(law: str, kind: str, text: str) -> str:
    """A text with `b:` as prefix of the base schema and `m:` as that of the message, made law-specific."""
    prefix = f"{law.lower()}{kind}"
    text = text.replace("<b:", f"<{_STANDARD[law]}:").replace("</b:", f"</{_STANDARD[law]}:")
    return text.replace("<m:", f"<{prefix}:").replace("</m:", f"</{prefix}:")


_pattern = cache(_named)
"""The same for the few texts that are templates."""


_VERSIONS = "<b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie><b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie>"
_HEADER = (
    "<m:BerichtCode>%s</m:BerichtCode><m:BerichtVersie>3</m:BerichtVersie><m:BerichtSubversie>2</m:BerichtSubversie>"
    "<m:Afzender>%s</m:Afzender><m:Ontvanger>%s</m:Ontvanger>"
    "<m:BerichtIdentificatie><b:Identificatie>%s</b:Identificatie><b:Dagtekening>%s</b:Dagtekening></m:BerichtIdentificatie>"
    f"<m:XsdVersie>{_VERSIONS}</m:XsdVersie>"
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends what to whom: the header of a message."""

    law: str
    kind: str
    sender: str
    receiver: str
    identification: str
    dated: date

    def message(self, body: str, header_rest: str = "") -> str:
        """The whole message around a body."""
        prefix, standard = f"{self.law.lower()}{self.kind}", _STANDARD[self.law]
        site = f"http://www.istandaarden.nl/{standard}/3_2"
        values = (
            CODES[self.law][self.kind], self.sender, self.receiver, self.identification, self.dated.isoformat(),
        )  # fmt: skip
        header = _pattern(self.law, self.kind, _HEADER) % values
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{prefix}:Bericht xmlns:{standard}="{site}/basisschema/schema" xmlns:{prefix}="{site}/{prefix}/schema">'
            f"<{prefix}:Header>{header}{header_rest}</{prefix}:Header>{body}</{prefix}:Bericht>\n"
        )

    def fill(self, template: str, *values: object) -> str:
        """A template of this module for this law and message, filled in."""
        return _pattern(self.law, self.kind, template) % values


def optional(tag: str, value: object | None) -> str:
    """An element of the message itself (prefix `m:`), or nothing."""
    return "" if value is None else f"<m:{tag}>{escape(str(value))}</m:{tag}>"


_PERSON = (
    "<m:Bsn>%s</m:Bsn><m:Geboortedatum><b:Datum>%s</b:Datum></m:Geboortedatum><m:Geslacht>%s</m:Geslacht>"
    "<m:Naam><b:Geslachtsnaam><b:Achternaam>%s</b:Achternaam></b:Geslachtsnaam>%s</m:Naam>"
)
_CONTACT = (
    "<m:Contactgegevens><m:Contact><m:Soort>01</m:Soort><m:Adres><b:Huis><b:Huisnummer>%s</b:Huisnummer></b:Huis>"
    "<b:Postcode>9999XX</b:Postcode></m:Adres></m:Contact></m:Contactgegevens>"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up client as messages name one."""

    bsn: str
    birth_date: date
    sex: str
    surname: str


def _person(envelope: Envelope, person: Person) -> str:
    extra = _pattern(envelope.law, envelope.kind, "<b:NaamGebruik>1</b:NaamGebruik>") if envelope.kind == "301" else ""
    return envelope.fill(
        _PERSON, person.bsn, person.birth_date.isoformat(), person.sex, escape(person.surname), extra
    )  # fmt: skip


def _product(category: str | None, code: str | None) -> str:
    if category is None:
        return ""
    inner = f"<b:Code>{escape(code)}</b:Code>" if code else ""
    return f"<m:Product><b:Categorie>{category}</b:Categorie>{inner}</m:Product>"


@dataclass(frozen=True, slots=True)
class Extent:
    """Volume, unit and frequency of an assignment."""

    volume: int
    unit: str
    frequency: str

    @property
    def xml(self) -> str:
        """As `Omvang`."""
        return (
            f"<m:Omvang><b:Volume>{self.volume}</b:Volume><b:Eenheid>{self.unit}</b:Eenheid>"
            f"<b:Frequentie>{self.frequency}</b:Frequentie></m:Omvang>"
        )


def _extent_or_budget(extent: Extent | None, budget_cents: int | None) -> str:
    return optional("Budget", budget_cents) if extent is None else extent.xml


@dataclass(frozen=True, slots=True)
class AssignedProduct:
    """One ToegewezenProduct of a 301."""

    number: int
    reference: str | None
    category: str | None
    code: str | None
    assigned_on: date
    assigned_at: str
    begin: date
    end: date | None
    change_reason: str | None
    extent: Extent | None
    budget_cents: int | None = None

    @property
    def xml(self) -> str:
        """As `ToegewezenProduct`."""
        return (
            f"<m:ToegewezenProduct><m:ToewijzingNummer>{self.number}</m:ToewijzingNummer>"
            + optional("ReferentieAanbieder", self.reference)
            + _product(self.category, self.code)
            + f"<m:Toewijzingsdatum>{self.assigned_on}</m:Toewijzingsdatum>"
            f"<m:Toewijzingstijd>{self.assigned_at}</m:Toewijzingstijd><m:Ingangsdatum>{self.begin}</m:Ingangsdatum>"
            + optional("Einddatum", self.end)
            + optional("RedenWijziging", self.change_reason)
            + _extent_or_budget(self.extent, self.budget_cents)
            + "</m:ToegewezenProduct>"
        )


def assignment(envelope: Envelope, person: Person, products: list[AssignedProduct]) -> str:
    """A 301."""
    items = "".join(product.xml for product in products)
    contact = envelope.fill(_CONTACT, 1 + products[0].number % 300)
    listed = _named(envelope.law, "301", f"<m:ToegewezenProducten>{items}</m:ToegewezenProducten>")
    body = f"<m:Client>{_person(envelope, person)}{contact}{listed}</m:Client>"
    return envelope.message(_named(envelope.law, "301", body))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A StartProduct (305) or StopProduct (307); a taakgericht one has no assignment number."""

    number: int | None
    category: str
    code: str
    assigned_from: date
    begin: date
    end: date | None = None
    reason: str | None = None
    status: str = "1"

    def xml(self, element: str) -> str:
        """As StartProduct or StopProduct."""
        return (
            f"<m:{element}>"
            + optional("ToewijzingNummer", self.number)
            + _product(self.category, self.code)
            + f"<m:ToewijzingIngangsdatum>{self.assigned_from}</m:ToewijzingIngangsdatum>"
            f"<m:Begindatum>{self.begin}</m:Begindatum>"
            + optional("RedenBeeindiging", self.reason)
            + optional("Einddatum", self.end)
            + f"<m:StatusAanlevering>{self.status}</m:StatusAanlevering></m:{element}>"
        )


def delivery(envelope: Envelope, person: Person, item: Delivery) -> str:
    """A 305 or a 307, after the envelope's kind."""
    element = "StartProduct" if envelope.kind == "305" else "StopProduct"
    body = f"<m:Client>{_person(envelope, person)}<m:{element}en>{item.xml(element)}</m:{element}en></m:Client>"
    return envelope.message(_named(envelope.law, envelope.kind, body))


def request(envelope: Envelope, person: Person, asked: AssignedProduct, referrer: str) -> str:
    """A 315 for what later becomes an assignment."""
    item = (
        f"<m:AangevraagdProduct>{optional('ReferentieAanbieder', asked.reference)}"
        f"{_product(asked.category, asked.code)}"
        f"<m:ToewijzingIngangsdatum>{asked.begin}</m:ToewijzingIngangsdatum>"
        f"{optional('ToewijzingEinddatum', asked.end)}{_extent_or_budget(asked.extent, asked.budget_cents)}"
        f"<m:Verwijzer><b:Type>{referrer}</b:Type></m:Verwijzer></m:AangevraagdProduct>"
    )
    body = f"<m:Client>{_person(envelope, person)}<m:AangevraagdeProducten>{item}</m:AangevraagdeProducten></m:Client>"
    return envelope.message(_named(envelope.law, "315", body))


def answer(envelope: Envelope, reference: str, verdict: str, reason: str | None) -> str:
    """A 319: verdict 1 refused (with a reason), 2 being looked into."""
    rest = optional("VerzoekAntwoord", verdict) + optional("RedenAfwijzingVerzoek", reason)
    body = f"<m:Antwoord>{optional('ReferentieAanbieder', reference)}{rest}</m:Antwoord>"
    return envelope.message(_named(envelope.law, "319", body))


PERFORMANCE = (
    "<m:Prestatie><m:ProductReferentie><b:ReferentieNummer>%s</b:ReferentieNummer>%s</m:ProductReferentie>"
    "<m:ToewijzingNummer>%s</m:ToewijzingNummer><m:ProductCategorie>%s</m:ProductCategorie>"
    "<m:ProductCode>%s</m:ProductCode><m:ProductPeriode><b:Begindatum>%s</b:Begindatum><b:Einddatum>%s</b:Einddatum>"
    "</m:ProductPeriode><m:GeleverdVolume>%s</m:GeleverdVolume><m:Eenheid>%s</m:Eenheid>"
    "<m:ProductTarief>%s</m:ProductTarief><m:IngediendBedrag><b:Bedrag>%s</b:Bedrag><b:DebetCredit>%s</b:DebetCredit>"
    "</m:IngediendBedrag>%s</m:Prestatie>\n"
)
"""Reference, previous reference element, assignment, category, code, begin, end, volume, unit, tariff, amount, D or C,

return codes element. Filled millions of times.
"""

RETURN_CODES = "<m:RetourCodes><m:RetourCode>%s</m:RetourCode></m:RetourCodes>"
_CLIENT = "<m:Client><m:Bsn>%s</m:Bsn><m:Prestaties>\n%s</m:Prestaties>%s</m:Client>\n"


def performance_template(law: str, kind: str) -> str:
    """`PERFORMANCE` for 323 or 325 of a law."""
    return _pattern(law, kind, PERFORMANCE)


def previous_element(law: str, reference: str) -> str:
    """VorigReferentieNummer."""
    return _pattern(law, "323", "<b:VorigReferentieNummer>%s</b:VorigReferentieNummer>") % reference


def total(tag: str, cents: int) -> str:
    """A signed total as amount with debit or credit."""
    sign = "C" if cents < 0 else "D"
    return f"<m:{tag}><b:TotaalBedrag>{abs(cents)}</b:TotaalBedrag><b:DebetCredit>{sign}</b:DebetCredit></m:{tag}>"


def _clients(envelope: Envelope, by_client: dict[str, list[str]], tail: str) -> str:
    parts = [envelope.fill(_CLIENT, bsn, "".join(lines), tail) for bsn, lines in by_client.items()]
    return _pattern(envelope.law, envelope.kind, "<m:Clienten>%s</m:Clienten>") % "".join(parts) if parts else ""


def declaration(
    envelope: Envelope, number: str, period: tuple[date, date], total_cents: int, by_client: dict[str, list[str]]
) -> str:
    """A 323; `by_client` holds filled performances by BSN."""
    head = (
        f"<m:Declaratie><m:DeclaratieNummer>{number}</m:DeclaratieNummer>"
        f"<m:DeclaratiePeriode><b:Begindatum>{period[0]}</b:Begindatum><b:Einddatum>{period[1]}</b:Einddatum>"
        f"</m:DeclaratiePeriode><m:DeclaratieDagtekening>{envelope.dated}</m:DeclaratieDagtekening>"
        f"{total('TotaalIngediendBedrag', total_cents)}"
    )
    opening = _named(envelope.law, "323", head)
    return envelope.message(opening + _clients(envelope, by_client, "") + envelope.fill("</m:Declaratie>"))


def declaration_answer(
    envelope: Envelope, about: Envelope, number: str, totals: tuple[int, int], rejected: dict[str, list[str]]
) -> str:
    """A 325 on a 323: submitted and granted totals, and the rejected performances by BSN (none: all granted)."""
    rest = (
        f"<m:DeclaratieIdentificatie><b:Identificatie>{about.identification}</b:Identificatie>"
        f"<b:Dagtekening>{about.dated}</b:Dagtekening></m:DeclaratieIdentificatie>"
        f"<m:XsdVersieDeclaratie>{_VERSIONS}</m:XsdVersieDeclaratie>{RETURN_CODES % '0200'}"
    )
    granted = RETURN_CODES % ("0200" if rejected else "8001")
    head = f"<m:DeclaratieAntwoord><m:DeclaratieNummer>{number}</m:DeclaratieNummer>" + "".join(
        total(tag, cents) for tag, cents in zip(("TotaalIngediendBedrag", "TotaalToegekendBedrag"), totals, strict=True)
    )
    clients = _clients(envelope, rejected, _pattern(envelope.law, "325", RETURN_CODES % "0200"))
    body = _named(envelope.law, "325", head) + clients + envelope.fill(granted + "</m:DeclaratieAntwoord>")
    return envelope.message(body, _named(envelope.law, "325", rest))


def retour_element(law: str, code: str) -> str:
    """The return codes of a rejected performance."""
    return _pattern(law, "325", RETURN_CODES) % code
