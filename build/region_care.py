"""301, 305, 307, 315 and 319 around the trajectories of one provider, with re-sent, deleted and faulty ones."""

from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from random import Random

from build.region_declarations import file_name
from build.region_messages import (
    AssignedProduct,
    Delivery,
    Envelope,
    Extent,
    Person,
    answer,
    assignment,
    delivery,
    request,
)
from build.region_people import Provider, Trajectory
from build.region_post import Post
from build.region_tables import HOLIDAY_STARTS, HOUR, MUNICIPALITIES
from build.region_volume import Effort
from engine.run import month_end

CARE_DIRT = (
    "verwijderde_toewijzing_met_declaraties", "toewijzing_ongeldige_bsn", "onwaarschijnlijke_geboortedatum",
    "zonder_301", "verlengd", "verkort", "verwijderd", "aspecifiek", "generiek", "taakgericht", "zonder_305",
    "zonder_307", "startbericht_verwijderd", "stopbericht_verwijderd", "verzoek_afgewezen", "referentie_als_formule",
    "tijdelijke_stop", "tijdelijk_zonder_vervolg", "stopbericht_opnieuw", "verzoek_onbeantwoord",
)  # fmt: skip
"""Everything unusual that can happen to a trajectory; most of it is no mistake."""
RATES = dict(zip(CARE_DIRT, (3, 1, 2, 5, 80, 30, 15, 30, 8, 4, 12, 30, 8, 6, 25, 1, 25, 8, 8, 25), strict=True))
"""Per 1000 trajectories."""
ABOUT_REQUESTS = {"verzoek_afgewezen", "verzoek_onbeantwoord", "referentie_als_formule"}
WITHOUT_BIRTH_DATE = 8
"""Index of a provider of the Wmo with a client of whom no 301 tells the birth date (LS-7)."""
WITHOUT_NUMBER_EACH = 5
"""Of every so many trajectories paid by places, one is told of without assignment number."""
WEEK, TOTAL = "2", "6"
WEEKS = 4
"""In a month of assigned care: a little less than there are."""
ROOM = 1.3
"""A total that is assigned, against what this aanbieder gives on average."""
LATE_START, LATE_STOP, SLOW_ANSWER = 0.12, 0.15, 0.3
TEMPORARY = "20"
NOTHING_SPECIAL = "gewoon"
DELETED_COPY = 4_000_000
"""Added to an assignment number for an assignment that was a mistake: still seven digits, and still unique."""


class Care:
    """Tells every gemeente and this provider what is assigned, started and stopped."""

    def __init__(self, provider: Provider, effort: Effort, post: Post, seed: int) -> None:
        self.provider, self.effort, self.post = provider, effort, post
        self.rnd = Random(f"zorg/{seed}/{provider.agb}")
        self.sent = 0
        self.forced: list[str] = list(CARE_DIRT[provider.index :: 3] if provider.index < 3 else ())
        if provider.index == WITHOUT_BIRTH_DATE:
            self.forced.append("zonder_301")
        self._kinds = [NOTHING_SPECIAL, *RATES]
        self._weights = [1000 - sum(RATES.values()), *RATES.values()]

    def send_all(self) -> None:
        """All messages about all trajectories."""
        for trajectory in self.provider.trajectories:
            kind = self.rnd.choices(self._kinds, self._weights)[0]
            forced = next((item for item in self.forced if self._fits(trajectory, item)), None)
            if forced:
                self.forced.remove(forced)
                kind = forced
            elif not self._fits(trajectory, kind):
                kind = NOTHING_SPECIAL
            if kind != NOTHING_SPECIAL:
                self.post.counts[f"zorg {kind}"] += 1
            if self.provider.is_paid_by_places(trajectory):
                self.post.counts["trajecten op plekken"] += 1
            assigned = self._assigned(trajectory, kind)
            self._request(trajectory, assigned, kind)
            self._assign(trajectory, assigned, kind)
            self._start(trajectory, assigned, kind)
            self._stop(trajectory, assigned, kind)

    def _fits(self, trajectory: Trajectory, kind: str) -> bool:
        """Whether that kind can happen to it, and the region's last day of post leaves room to see it."""
        if kind in ABOUT_REQUESTS and trajectory.referrer is None:
            return False
        return trajectory.end + timedelta(days=40) < self.post.until and (trajectory.end - trajectory.start).days > 60

    def _to_provider(self, trajectory: Trajectory, kind: str, dated: date) -> Envelope:
        gemeente = MUNICIPALITIES[trajectory.municipality][0]
        self.sent += 1
        identification = f"G{self.provider.index}N{self.sent}"
        return Envelope(trajectory.product.law, kind, gemeente, self.provider.agb, identification, dated)

    def _to_gemeente(self, trajectory: Trajectory, kind: str, dated: date) -> Envelope:
        envelope = self._to_provider(trajectory, kind, dated)
        return replace(envelope, sender=envelope.receiver, receiver=envelope.sender)

    def _send(self, envelope: Envelope, text: str) -> None:
        self.post.send(envelope.dated, file_name(envelope), text)

    def _assigned(self, trajectory: Trajectory, kind: str) -> AssignedProduct:
        """The assignment as it finally holds: until a month's end after the care, sometimes open.

        Never open for a whole trajectory: it is assigned once, and has an end.
        """
        product, rnd = trajectory.product, self.rnd
        beyond = trajectory.end + timedelta(days=rnd.randint(5, 90))
        is_open = rnd.random() < 0.05 and not product.by_trajectory
        end = None if is_open else month_end(beyond.year, beyond.month)
        assigned_on = trajectory.start - timedelta(days=rnd.randint(2, 20))
        reference = f"V{self.provider.index}N{trajectory.number}" if trajectory.referrer else None
        if kind == "referentie_als_formule":
            reference = f"=HYPERLINK({reference})"
        without_product = kind == "generiek"
        return AssignedProduct(
            number=trajectory.number,
            reference=reference,
            category=None if without_product else product.category,
            code=None if kind in {"aspecifiek", "generiek"} else product.code,
            assigned_on=assigned_on,
            assigned_at=f"{rnd.randint(8, 16):02}:{rnd.randint(0, 59):02}:00",
            begin=trajectory.start,
            end=end,
            change_reason=None,
            extent=None if without_product else self._extent(trajectory, end),
            budget_cents=self._budget(trajectory) if without_product else None,
        )

    def _extent(self, trajectory: Trajectory, end: date | None) -> Extent:
        """One whole trajectory; weekly for care that goes by the week; else a total that is usually enough."""
        product = trajectory.product
        unit = self.provider.unit_on(product, trajectory.start)
        if product.by_trajectory:
            return Extent(1, unit, TOTAL)
        monthly = self.effort.monthly(product, trajectory.start.year)
        if product.weekly or end is None:
            volume, frequency = float(product.weekly or monthly / WEEKS), WEEK
        else:
            volume, frequency = monthly * (end - trajectory.start).days / 30.4 * ROOM, TOTAL
        minutes = 60 if product.by_hour and unit != HOUR else 1
        return Extent(max(1, ceil(volume * minutes)), unit, frequency)

    def _budget(self, trajectory: Trajectory) -> int:
        months = (trajectory.end - trajectory.start).days / 30.4 + 1
        cents = self.provider.contract_tariff(trajectory.product, trajectory.start)
        return min(99_999_999, round(months * trajectory.product.monthly * 1.5) * cents)

    def _request(self, trajectory: Trajectory, assigned: AssignedProduct, kind: str) -> None:
        if trajectory.referrer is None:
            return
        slow = self.rnd.random() < SLOW_ANSWER
        asked_on = assigned.assigned_on - timedelta(days=self.rnd.randint(12, 35) if slow else self.rnd.randint(0, 12))
        envelope = self._to_gemeente(trajectory, "315", asked_on)
        self._send(envelope, request(envelope, trajectory.person, assigned, trajectory.referrer))
        if self.rnd.random() < 0.2:
            self._answer(trajectory, asked_on, str(assigned.reference), "2", None)
        if kind in {"verzoek_afgewezen", "verzoek_onbeantwoord"}:
            other = replace(assigned, reference=f"{assigned.reference}X")
            envelope = self._to_gemeente(trajectory, "315", asked_on)
            self._send(envelope, request(envelope, trajectory.person, other, trajectory.referrer))
            if kind == "verzoek_afgewezen":
                self._answer(trajectory, asked_on, str(other.reference), "1", self.rnd.choice("134678"))

    def _answer(self, trajectory: Trajectory, asked_on: date, reference: str, verdict: str, reason: str | None) -> None:
        envelope = self._to_provider(trajectory, "319", asked_on + timedelta(days=self.rnd.randint(1, 20)))
        self._send(envelope, answer(envelope, reference, verdict, reason))

    def _assign(self, trajectory: Trajectory, assigned: AssignedProduct, kind: str) -> None:
        person = trajectory.person
        if kind == "zonder_301":
            return
        if kind == "toewijzing_ongeldige_bsn":
            person = replace(person, bsn=person.bsn[:8] + str((int(person.bsn[8]) + 1) % 10))
        if kind == "onwaarschijnlijke_geboortedatum":
            person = replace(person, birth_date=self.rnd.choice((date(1880, 1, 1), date(2091, 4, 1))))
        later = trajectory.start + timedelta(days=(trajectory.end - trajectory.start).days * 3 // 5)
        first, second = assigned, None
        if kind == "verlengd":
            first, second = replace(assigned, end=later), replace(assigned, change_reason="04")
        elif kind == "verkort":
            first = replace(assigned, end=month_end(trajectory.end.year + 1, trajectory.end.month))
            second = replace(assigned, end=trajectory.end, change_reason="05")
        elif kind == "verwijderde_toewijzing_met_declaraties":
            second = replace(assigned, change_reason="13")
        self._send_assignment(trajectory, person, first)
        if second:
            self._send_assignment(trajectory, person, replace(second, assigned_on=later))
        if kind == "verwijderd":
            mistake = replace(assigned, number=assigned.number + DELETED_COPY)
            self._send_assignment(trajectory, person, mistake)
            corrected_on = assigned.assigned_on + timedelta(days=self.rnd.randint(1, 9))
            self._send_assignment(
                trajectory, person, replace(mistake, change_reason="13", assigned_on=corrected_on)
            )  # fmt: skip

    def _send_assignment(self, trajectory: Trajectory, person: Person, assigned: AssignedProduct) -> None:
        dated = assigned.assigned_on + timedelta(days=self.rnd.choice((0, 0, 1, 2)))
        envelope = self._to_provider(trajectory, "301", dated)
        self._send(envelope, assignment(envelope, person, [assigned]))

    def _start(self, trajectory: Trajectory, assigned: AssignedProduct, kind: str) -> None:
        if kind == "zonder_305":
            return
        item = self._delivery(trajectory, assigned, kind)
        if kind == "startbericht_verwijderd":
            wrong = replace(item, begin=item.begin - timedelta(days=3))
            self._deliver(trajectory, "305", wrong, trajectory.start + timedelta(days=2))
            self._deliver(trajectory, "305", replace(wrong, status="3"), trajectory.start + timedelta(days=15))
            self._deliver(trajectory, "305", item, trajectory.start + timedelta(days=16))
            return
        self._deliver(trajectory, "305", item, self._sending_day(item.begin, LATE_START))

    def _stop(self, trajectory: Trajectory, assigned: AssignedProduct, kind: str) -> None:
        if kind == "zonder_307":
            return
        reasons = ("31", "31", "31", "32", "34", "38") if trajectory.product.law == "Jw" else ("19", "19", "21", "38")
        reason = TEMPORARY if kind == "tijdelijk_zonder_vervolg" else self.rnd.choice(reasons)
        item = replace(self._delivery(trajectory, assigned, kind), end=trajectory.end, reason=reason)
        if kind == "tijdelijke_stop":
            item = replace(item, begin=self._pause(trajectory, item))
        sent = self._sending_day(trajectory.end, LATE_STOP)
        if kind == "stopbericht_opnieuw":
            self._deliver(trajectory, "307", replace(item, end=trajectory.end - timedelta(days=9)), sent)
            self._deliver(
                trajectory,
                "307",
                replace(item, end=trajectory.end - timedelta(days=9), status="3"),
                sent + timedelta(days=6),
            )
            sent += timedelta(days=7)
        self._deliver(trajectory, "307", item, sent)
        if kind == "stopbericht_verwijderd":
            self._deliver(trajectory, "307", replace(item, status="3"), sent + timedelta(days=12))

    def _pause(self, trajectory: Trajectory, item: Delivery) -> date:
        """A temporary stop, and a start of the same assignment some weeks later; gives the day of that start."""
        until = trajectory.start + timedelta(days=(trajectory.end - trajectory.start).days // 3)
        again = until + timedelta(days=self.rnd.randint(8, 34))
        stopped = replace(item, end=until, reason=TEMPORARY)
        self._deliver(trajectory, "307", stopped, self._sending_day(until, LATE_STOP))
        resumed = replace(item, begin=again, end=None, reason=None)
        self._deliver(trajectory, "305", resumed, self._sending_day(again, LATE_START))
        return again

    def _delivery(self, trajectory: Trajectory, assigned: AssignedProduct, kind: str) -> Delivery:
        by_product = trajectory.number % WITHOUT_NUMBER_EACH == 0 and self.provider.is_paid_by_places(trajectory)
        number = None if by_product or kind == "taakgericht" else trajectory.number
        product = trajectory.product
        return Delivery(number, product.category, product.code, assigned.begin, trajectory.start)

    def _sending_day(self, on: date, late: float) -> date:
        """When a start or stop on a day is told: mostly within a week, and around holidays just about."""
        if on in HOLIDAY_STARTS:
            days = self.rnd.randint(5, 9)
        else:
            days = self.rnd.randint(8, 25) if self.rnd.random() < late else self.rnd.randint(0, 7)
        return on + timedelta(days=days)

    def _deliver(self, trajectory: Trajectory, kind: str, item: Delivery, dated: date) -> None:
        envelope = self._to_gemeente(trajectory, kind, dated)
        self._send(envelope, delivery(envelope, trajectory.person, item))
