"""323 and 325 of one provider: late lines, credits, corrections, rejections, and everything that goes wrong."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from build import region_messages as messages
from build.region_people import Provider, Trajectory
from build.region_post import Post, dutch, dutch_euros
from build.region_tables import HOUR, MINUTE, MUNICIPALITIES, OUTPUT, UNKNOWN_MUNICIPALITY, Size
from build.region_volume import Effort, care_months, split
from engine.run import month_end

LINE_DIRT = (
    "zonder_toewijzing", "buiten_toewijzing", "te_veel_volume", "referentie_hergebruikt", "dubbele_declaratie",
    "twee_clienten", "onbekend_product", "verkeerd_tarief", "ongeldige_bsn", "andere_eenheid",
    "zelfde_regel_twee_keer", "tekst_als_formule", "credit_zonder_debet",
)  # fmt: skip
MESSAGE_DIRT = ("zelfde_bestand_twee_keer", "bericht_opnieuw_verstuurd", "onbekende_gemeente")
DIRT_RATE, MESSAGE_DIRT_RATE = 0.0015, 0.001
CREDIT_RATE, REJECT_RATE, UNANSWERED_RATE, OUTAGE_RATE = 0.012, 0.012, 0.04, 0.01
FORMULAS = ("=1+2", "+31", "-2", "@SOM")


@dataclass(slots=True)
class Line:
    """A declaration line before it is sent; volume and tariff as in the message (eurocents)."""

    trajectory: Trajectory
    bsn: str
    number: int
    code: str
    begin: date
    end: date
    volume: int
    unit: str
    tariff: int
    debit: bool = True
    previous: str = ""
    reference: str = ""
    dirt: str = ""
    retour: str = ""

    @property
    def signed_cents(self) -> int:
        """Amount, negative for a credit."""
        return self.volume * self.tariff * (1 if self.debit else -1)


def month_index(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def day_in(index: int, day: int) -> date:
    """A day of the month with that index."""
    return date(index // 12, index % 12 + 1, day)


class Declarations:
    """Declares everything one provider did, month by month, to every gemeente and law."""

    def __init__(self, provider: Provider, size: Size, post: Post, seed: int) -> None:
        self.provider, self.size, self.post = provider, size, post
        self.rnd = Random(f"declaraties/{seed}/{provider.agb}")
        self.effort = Effort(provider, size)
        self.outbox: dict[int, dict[tuple[str, int], list[Line]]] = defaultdict(lambda: defaultdict(list))
        self.forced = deque(LINE_DIRT[provider.index :: 3] if provider.index < 3 else ())
        self.forced_messages = deque(MESSAGE_DIRT[provider.index :: 3] if provider.index < 3 else ())
        self.references = self.sent = 0
        self.last_reference = ""
        self._outages: dict[int, int] = {}
        self._templates = {
            (law, kind): messages.performance_template(law, kind) for law in provider.laws for kind in ("323", "325")
        }

    def send_all(self) -> None:
        """Everything up to the region's last day of post."""
        for trajectory in self.provider.trajectories:
            if trajectory.product.by_trajectory:
                self._produce_whole(trajectory)
            else:
                self._produce(trajectory)
        for index in range(month_index(self.size.first), month_index(self.post.until) + 1):
            batches = self.outbox.pop(index, {})
            for law, municipality in sorted(batches):
                self._declare(index, law, municipality, batches[law, municipality])

    def _produce(self, trajectory: Trajectory) -> None:
        provider, product, rnd = self.provider, trajectory.product, self.rnd
        for month in care_months(trajectory, self.size):
            if not provider.declares(trajectory, month.begin):
                continue
            unit = provider.unit_on(product, month.begin)
            volume = self.effort.volume(product, month, unit, rnd)
            if volume <= 0:
                continue
            tariff = self._declared_tariff(trajectory, month.begin, unit)
            care_index = month_index(month.begin)
            for begin, end, part in split(month, volume, self._parts(trajectory)):
                line = Line(
                    trajectory, trajectory.person.bsn, trajectory.number, product.code, begin, end, part, unit, tariff
                )
                self._put(care_index + 1 + self._delay(care_index), line)

    def _produce_whole(self, trajectory: Trajectory) -> None:
        """One line for a whole trajectory, on its last day; none where places are paid (PL-0)."""
        product, end = trajectory.product, trajectory.end
        if self.provider.is_paid_by_places(trajectory) or not self.size.first <= end <= self.size.last:
            return
        tariff = self.provider.contract_tariff(product, end)
        line = Line(
            trajectory, trajectory.person.bsn, trajectory.number, product.code, end, end, 1, product.unit, tariff
        )
        self._put(month_index(end) + 1 + self._delay(month_index(end)), line)

    def _parts(self, trajectory: Trajectory) -> int:
        mean = self.size.lines_a_month - 1
        if mean <= 0.2 or not trajectory.product.by_hour:
            return 1 + (self.rnd.random() < mean)
        return 1 + int(self.rnd.random() * (2 * mean + 1))

    def _declared_tariff(self, trajectory: Trajectory, on: date, unit: str) -> int:
        """Contract tariff in eurocents per declared unit; some providers ask more (DK-12)."""
        cents = self.provider.contract_tariff(trajectory.product, on)
        if not trajectory.product.by_hour:
            return cents
        cents = round(cents * self.provider.overcharge / 60) * 60
        return cents // 60 if unit == MINUTE else cents

    def _delay(self, care_index: int) -> int:
        """Months after the first month in which it could be declared: 0 is on time."""
        if care_index not in self._outages:
            out = self.rnd.random() < OUTAGE_RATE
            self._outages[care_index] = self.rnd.choice((1, 1, 2)) if out else 0
        if self.rnd.random() >= self.provider.late_share:
            return self._outages[care_index]
        return 1 + min(9, int(math.log(1 - self.rnd.random()) / -0.6))

    def _put(self, index: int, line: Line) -> None:
        trajectory = line.trajectory
        self.outbox[index][trajectory.product.law, trajectory.municipality].append(line)

    def _declare(self, index: int, law: str, municipality: int, lines: list[Line]) -> None:
        dated = day_in(index, max(1, min(27, self.provider.sending_day + self.rnd.randint(-2, 2))))
        if dated > self.post.until:
            return
        lines = self._soiled(lines, dated)
        gemeente = MUNICIPALITIES[municipality][0]
        trouble = self._message_dirt()
        if trouble == "onbekende_gemeente":
            gemeente = UNKNOWN_MUNICIPALITY
        self.sent += 1
        envelope = messages.Envelope(law, "323", self.provider.agb, gemeente, f"A{self.sent}", dated)
        number = f"D{dated:%y%m}G{gemeente}"
        answered = self._answer_date(dated)
        self._judge(lines, dated, answered)
        self._post_declaration(envelope, number, lines, trouble)
        if answered:
            self._post_answer(envelope, number, lines, answered)
        self.post.write_lines([self._csv_row(law, gemeente, number, line, dated, answered) for line in lines])
        self._follow_up(index, lines)

    def _answer_date(self, dated: date) -> date | None:
        """When the gemeente answers: mostly within weeks, sometimes after months, sometimes never (yet)."""
        if self._is_answered_late(dated):
            return max(dated + timedelta(days=1), self.post.until - timedelta(days=10))
        roll = self.rnd.random()
        days = self.rnd.randint(3, 24) if roll > 0.1 else self.rnd.randint(40, 130)
        answered = dated + timedelta(days=days)
        return None if roll < UNANSWERED_RATE or answered > self.post.until else answered

    def _is_answered_late(self, dated: date) -> bool:
        """The declarations of February of the first three: rejected after the reporting moment of the year (MI-8)."""
        return self.provider.index < 3 and (dated.year, dated.month) == (self.post.until.year, 2)

    def _judge(self, lines: list[Line], dated: date, answered: date | None) -> None:
        """References for all, and a return code for the lines that the gemeente rejects."""
        mark, rnd = f"P{self.provider.index}N", self.rnd
        for line in lines:
            if not line.reference:
                self.references += 1
                line.reference = f"{mark}{self.references}"
            certain = line is lines[0] and self._is_answered_late(dated)
            if answered and not line.dirt and (certain or rnd.random() < REJECT_RATE):
                line.retour = rnd.choice(("0611", "8187", "9307"))
            elif answered and line.dirt in {"verkeerd_tarief", "zonder_toewijzing"} and rnd.random() < 0.5:
                line.retour = "0611" if line.dirt == "verkeerd_tarief" else "9307"
        self.last_reference = lines[-1].reference

    def _performances(self, law: str, kind: str, lines: list[Line]) -> dict[str, list[str]]:
        template, by_client = self._templates[law, kind], defaultdict[str, list[str]](list)
        for line in lines:
            previous = messages.previous_element(law, line.previous) if line.previous else ""
            retour = messages.retour_element(law, line.retour) if kind == "325" else ""
            cents, sign = line.volume * line.tariff, "D" if line.debit else "C"
            category = line.trajectory.product.category
            by_client[line.bsn].append(
                template
                % (
                    line.reference, previous, line.number, category, line.code, line.begin, line.end, line.volume,
                    line.unit, line.tariff, cents, sign, retour,
                )
            )  # fmt: skip
        return by_client

    def _post_declaration(self, envelope: messages.Envelope, number: str, lines: list[Line], trouble: str) -> None:
        before = month_index(envelope.dated) - 1
        period = (day_in(before, 1), month_end(before // 12, before % 12 + 1))
        total = sum(line.signed_cents for line in lines)
        text = messages.declaration(envelope, number, period, total, self._performances(envelope.law, "323", lines))
        name = file_name(envelope)
        self.post.send(envelope.dated, name, text)
        if trouble == "zelfde_bestand_twee_keer":
            self.post.send(envelope.dated, name.replace(".xml", "_kopie.xml"), text)
        if trouble == "bericht_opnieuw_verstuurd":
            again = text + "<!-- opnieuw verstuurd -->\n"
            self.post.send(envelope.dated, name.replace(".xml", "_opnieuw.xml"), again)

    def _post_answer(self, about: messages.Envelope, number: str, lines: list[Line], answered: date) -> None:
        rejected = [line for line in lines if line.retour]
        total = sum(line.signed_cents for line in lines)
        granted = total - sum(line.signed_cents for line in rejected)
        identification = f"B{self.provider.index}N{self.sent}"
        envelope = messages.Envelope(about.law, "325", about.receiver, about.sender, identification, answered)
        by_client = self._performances(about.law, "325", rejected)
        text = messages.declaration_answer(envelope, about, number, (total, granted), by_client)
        self.post.counts["afgekeurde regels"] += len(rejected)
        self.post.send(answered, file_name(envelope), text)

    def _csv_row(
        self, law: str, gemeente: str, number: str, line: Line, dated: date, answered: date | None
    ) -> str:  # fmt: skip
        rejected = f"ja;{dutch(answered)}" if line.retour and answered else "nee;"
        return (
            f"{law};{gemeente};{self.provider.agb};{line.bsn};{number};{line.reference};{line.previous};{line.number};"
            f"{line.trajectory.product.category};{line.code};{dutch(line.begin)};{dutch(line.end)};{line.volume};"
            f"{line.unit};{dutch_euros(line.tariff)};{dutch_euros(line.volume * line.tariff)};"
            f"{'D' if line.debit else 'C'};{dutch(dated)};{rejected}\n"
        )

    def _follow_up(self, index: int, lines: list[Line]) -> None:
        """Credits with their corrections, and rejected lines declared once more."""
        rnd = self.rnd
        for line in lines:
            if line.dirt:
                continue
            if line.retour:
                if line.debit and rnd.random() < 0.7:
                    self._put(index + rnd.randint(1, 3), replace(line, reference="", retour=""))
            elif line.debit and not line.previous and rnd.random() < CREDIT_RATE:
                later = index + rnd.randint(1, 6)
                self._put(later, replace(line, debit=False, previous=line.reference, reference=""))
                self.post.counts["credits"] += 1
                if rnd.random() < 0.7:
                    better = max(1, round(line.volume * rnd.uniform(0.4, 1.3)))
                    self._put(later, replace(line, volume=better, reference=""))

    def _message_dirt(self) -> str:
        kind = ""
        if self.forced_messages and self.sent > 3:
            kind = self.forced_messages.popleft()
        elif self.rnd.random() < MESSAGE_DIRT_RATE:
            kind = self.rnd.choice(MESSAGE_DIRT)
        if kind:
            self.post.counts[f"vuil {kind}"] += 1
        return kind

    def _soiled(self, lines: list[Line], dated: date) -> list[Line]:
        """The same lines with here and there a mistake."""
        result: list[Line] = []
        for line in lines:
            result.append(line)
            kind = ""
            if self.forced and self._fits(line, self.forced[0]):
                kind = self.forced.popleft()
            elif self.rnd.random() < DIRT_RATE:
                kind = self.rnd.choice(LINE_DIRT)
            if kind and self._fits(line, kind):
                self.post.counts[f"vuil {kind}"] += 1
                line.dirt = kind
                result.extend(self._soil(line, kind))
        return result

    def _fits(self, line: Line, kind: str) -> bool:
        hourly = line.unit in {MINUTE, HOUR}
        if kind in {"te_veel_volume", "andere_eenheid", "verkeerd_tarief"} and not hourly:
            return False
        return line.debit and not line.previous and (kind != "referentie_hergebruikt" or bool(self.last_reference))

    def _soil(self, line: Line, kind: str) -> list[Line]:
        """Makes the mistake in the line, and gives the lines that come extra."""
        match kind:
            case "zelfde_regel_twee_keer":  # one object, so one reference
                return [line]
            case "dubbele_declaratie":
                return [replace(line)]
            case "twee_clienten":
                line.bsn = self.rnd.choice(self.provider.trajectories).person.bsn
            case "referentie_hergebruikt":
                line.reference = self.last_reference
            case "tekst_als_formule":
                self.references += 1
                line.reference = FORMULAS[self.references % 4] + f"P{self.provider.index}N{self.references}"
            case "credit_zonder_debet":
                line.debit, line.previous = False, f"X{self.references}"
            case _:
                _wrong_value(line, kind)
        return []


def _wrong_value(line: Line, kind: str) -> None:
    """The mistakes that lie in one value of the line."""
    match kind:
        case "zonder_toewijzing":
            line.number = 9_000_000 + line.number % 100_000
        case "buiten_toewijzing":
            line.begin = line.trajectory.start - timedelta(days=45)
            line.end = line.begin + timedelta(days=6)
        case "te_veel_volume":
            line.volume = line.volume * 12
        case "onbekend_product":
            line.code = "54Z99" if line.trajectory.product.law == "Jw" else "02Z99"
        case "verkeerd_tarief":
            line.tariff = round(line.tariff * 1.1)
        case "ongeldige_bsn":
            line.bsn = line.bsn[:8] + str((int(line.bsn[8]) + 1) % 10)
        case "andere_eenheid":
            line.unit, line.volume, line.tariff = OUTPUT, 1, line.volume * line.tariff
        case _:
            raise ValueError(kind)


def file_name(envelope: messages.Envelope) -> str:
    """Law, message, sender, receiver, month, identification: never nine digits in a row."""
    law = envelope.law.upper()
    month = f"{envelope.dated:%Y%m}"
    return f"{law}{envelope.kind}_{envelope.sender}_{envelope.receiver}_{month}_{envelope.identification}.xml"
