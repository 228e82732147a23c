"""The checks on assignments, starts, stops and requests; none of them needs a declaration."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.instruments.data_quality_scope import CHECKS, PARAMETERS_FOR
from engine.result import Row as ResultRow
from engine.settings import Settings
from engine.settings.parameters import PARAMETERS
from engine.settings.rows import CodeTranslation, LumpsumPartner, ParameterRow, PlacesAgreement, Product, Tariff
from tests.instruments.quality_facts import both, findings, found_rows, known_settings
from tests.store.made_facts import PLAIN, Row

AGB, MUNICIPALITY, PRODUCT = PLAIN["agb"], PLAIN["municipality"], PLAIN["product_code"]
SENT = date(2024, 1, 2)
OTHER_CLIENT = {"client": "b" * 32}


def assigned(begin: date = date(2024, 1, 1), end: date | None = None, **more: object) -> Row:
    extent = {"volume": 10, "unit": "04", "frequency": "4", "dated": SENT}
    return {"begin_date": begin, "end_date": end, **extent, **more}


def started(begin: date = date(2024, 1, 1), **more: object) -> Row:
    return {"begin_date": begin, "dated": begin + timedelta(days=1), **more}


def stopped(end: date, begin: date = date(2024, 1, 1), **more: object) -> Row:
    return {"begin_date": begin, "end_date": end, "dated": end + timedelta(days=1), **more}


def declared(begin: date, end: date, **more: object) -> Row:
    return {"begin_date": begin, "end_date": end, "dated": end + timedelta(days=3), **more}


def with_tariff(unit: str = "04", euros: str = "60") -> Settings:
    return known_settings(
        Tariff(product_code=PRODUCT, valid_from=date(2023, 1, 1), unit=unit, tariff=Decimal(euros)),
    )


def months_of_lines(months: range, **more: object) -> list[Row]:
    """A line for each of these months of 2024."""
    first = [(date(2024, month, 1), date(2024 + month // 12, month % 12 + 1, 1)) for month in months]
    return [declared(begin, following - timedelta(days=1), **more) for begin, following in first]


def test_care_as_it_should_be_gives_no_finding_in_any_check() -> None:
    staged = {
        "request": [{"kind": "315", "provider_reference": "A1", "dated": date(2024, 1, 2)}],
        "assignment": [assigned(end=date(2024, 12, 31), provider_reference="A1", volume=90, unit="01")],
        "care_start": [started()],
        "care_stop": [stopped(date(2024, 12, 31))],
        "declaration_line": months_of_lines(range(1, 13), volume=90),
    }
    table, rows = both(staged, products={PRODUCT}, as_of=date(2025, 3, 1))
    assert (table.rows, rows.rows) == ([], [])


def test_every_check_has_a_text_and_a_query_and_an_unknown_one_is_an_error() -> None:
    assert list(CHECKS) == [f"DK-{number}" for number in range(1, 17)]
    with pytest.raises(KeyError):
        findings({}, checks=["DK-17"])


def test_parameters_that_shaped_the_checks_of_a_workbook_exist_and_are_named() -> None:
    assert PARAMETERS_FOR["plafonds"] == ("DK.StartNa", "DK.ZonderDeclaratie")
    assert PARAMETERS_FOR["plekken"] == (
        "DK.StartNa", "PL.Norm305Werkdagen", "PL.Norm307Werkdagen", "PL.Norm315",
    )  # fmt: skip
    assert PARAMETERS_FOR["max-inzet"] == ()
    assert {name for names in PARAMETERS_FOR.values() for name in names} <= set(PARAMETERS)


class TestStartWithoutAssignment:
    """DK-4."""

    def test_unknown_deleted_and_other_parties_assignments(self) -> None:
        deleted = assigned(assignment_number="T2", change_reason="13")
        others = assigned(assignment_number="T3", agb="07654321")
        starts = [started(assignment_number=number) for number in ("T1", "T2", "T3", "T4")]
        rows = found_rows("DK-4", {"assignment": [assigned(), deleted, others], "care_start": starts})
        assert [row["Toewijzingnummer"] for row in rows] == ["T2", "T3", "T4"]
        assert {row["Toelichting"] for row in rows} == {"geen toewijzing gevonden"}

    @pytest.mark.parametrize(
        ("begin", "remark"),
        [
            (date(2024, 2, 9), "zorg begint vóór de toewijzing"),
            (date(2024, 2, 10), None),
            (date(2024, 3, 20), None),
            (date(2024, 3, 21), "zorg begint na het einde van de toewijzing"),
        ],
    )
    def test_the_assignment_has_to_run_on_the_day_care_starts(self, begin: date, remark: str | None) -> None:
        staged = {"assignment": [assigned(date(2024, 2, 10), date(2024, 3, 20))], "care_start": [started(begin)]}
        assert [row["Toelichting"] for row in found_rows("DK-4", staged)] == ([remark] if remark else [])

    def test_a_start_without_a_number_needs_an_assignment_of_its_client(self) -> None:
        starts = [started(assignment_number=None), started(assignment_number=None, **OTHER_CLIENT)]
        assert len(found_rows("DK-4", {"assignment": [assigned()], "care_start": starts})) == 1
        for category, product, finds in (("54", None, 0), ("54", "54B02", 1), ("45", None, 1)):
            general = assigned(product_category=category, product_code=product)
            staged = {"assignment": [general], "care_start": [started(assignment_number=None)]}
            assert len(found_rows("DK-4", staged)) == finds

    @pytest.mark.parametrize(("as_of", "finds"), [(date(2024, 4, 30), 1), (date(2024, 5, 1), 0)])
    def test_an_assignment_counts_from_the_day_it_was_sent(self, as_of: date, finds: int) -> None:
        staged = {"assignment": [assigned(dated=date(2024, 5, 1))], "care_start": [started()]}
        assert len(found_rows("DK-4", staged, as_of=as_of)) == finds

    def test_a_start_that_was_removed_does_not_exist(self) -> None:
        removed = started(delivery_status="3", dated=date(2024, 2, 1))
        assert found_rows("DK-4", {"care_start": [started(), removed]}) == []

    @pytest.mark.parametrize(("end", "finds"), [(date(2023, 12, 31), 0), (date(2024, 1, 1), 1), (None, 1)])
    def test_care_with_a_day_in_the_year(self, end: date | None, finds: int) -> None:
        begin = date(2023, 11, 1)
        stops = [stopped(end, begin)] if end else []
        assert len(found_rows("DK-4", {"care_start": [started(begin)], "care_stop": stops})) == finds

    def test_only_starts_up_to_the_end_of_the_period_of_products_of_the_workbook(self) -> None:
        starts = [
            started(date(2024, 6, 30), assignment_number="T1"),
            started(date(2024, 7, 1), assignment_number="T2"),
            started(date(2024, 6, 1), assignment_number="T3", product_code="54B02"),
            started(date(2024, 6, 1), assignment_number="T4", product_code=None),
            started(date(2024, 6, 1), assignment_number="T5", product_category="45", product_code=None),
        ]
        rows = found_rows("DK-4", {"care_start": starts}, period="2024-H1", products={PRODUCT})
        assert [row["Toewijzingnummer"] for row in rows] == ["T1", "T4"]


class TestAssignmentWithoutStart:
    """DK-5."""

    @pytest.mark.parametrize(("as_of", "finds"), [(date(2024, 3, 2), []), (date(2024, 3, 3), [(31, 30)])])
    def test_after_thirty_days(self, as_of: date, finds: list[object]) -> None:
        rows = found_rows("DK-5", {"assignment": [assigned(date(2024, 2, 1))]}, as_of=as_of)
        assert [(row["Gevonden"], row["Verwacht"]) for row in rows] == finds

    def test_the_number_of_days_is_a_parameter(self) -> None:
        settings = known_settings()
        after = ParameterRow(name="DK.StartNa", value="45")
        others = tuple(row for row in settings.parameters if row.name != "DK.StartNa")
        settings = settings.model_copy(update={"parameters": (*others, after)})
        staged = {"assignment": [assigned(date(2024, 2, 1))]}
        assert found_rows("DK-5", staged, settings, as_of=date(2024, 3, 17)) == []
        assert len(found_rows("DK-5", staged, settings, as_of=date(2024, 3, 18))) == 1

    def test_a_start_that_stands_settles_it_and_a_removed_one_does_not(self) -> None:
        removed = started(delivery_status="3", dated=date(2024, 2, 1))
        again = started(delivery_status="1", dated=date(2024, 3, 1))
        for starts, finds in (([started()], 0), ([started(), removed], 1), ([started(), removed, again], 0)):
            rows = found_rows("DK-5", {"assignment": [assigned()], "care_start": starts}, as_of=date(2024, 6, 1))
            assert len(rows) == finds

    @pytest.mark.parametrize(("as_of", "finds"), [(date(2024, 4, 30), 1), (date(2024, 5, 1), 0)])
    def test_a_start_counts_from_the_day_it_was_sent(self, as_of: date, finds: int) -> None:
        staged = {"assignment": [assigned()], "care_start": [started(dated=date(2024, 5, 1))]}
        assert len(found_rows("DK-5", staged, as_of=as_of)) == finds

    def test_a_start_without_a_number_belongs_to_the_assignment_of_its_client(self) -> None:
        for start, finds in (
            (started(assignment_number=None), 0),
            (started(assignment_number=None, **OTHER_CLIENT), 1),
        ):
            assert len(found_rows("DK-5", {"assignment": [assigned()], "care_start": [start]})) == finds

    def test_assignments_with_a_day_in_the_period(self) -> None:
        assignments = [
            assigned(date(2023, 3, 1), date(2023, 12, 31), assignment_number="T1"),
            assigned(date(2023, 3, 1), date(2024, 1, 1), assignment_number="T2"),
            assigned(date(2024, 6, 30), assignment_number="T3"),
            assigned(date(2024, 7, 1), assignment_number="T4"),
        ]
        rows = found_rows("DK-5", {"assignment": assignments}, period="2024-H1")
        assert [row["Toewijzingnummer"] for row in rows] == ["T2", "T3"]

    @pytest.mark.parametrize(
        ("extent", "tariff", "euros"),
        [
            ({"volume": 2, "frequency": "1"}, ("04", "60"), "1200.00"),  # 10 days × 2 × 60
            ({"volume": 3, "frequency": "2"}, ("04", "60"), "257.14"),  # 10/7 × 3 × 60
            ({"volume": 10, "frequency": "4"}, ("04", "60"), "197.26"),  # 10 × 12/365 × 10 × 60
            ({"volume": 10, "frequency": "6"}, ("04", "60"), "600.00"),
            ({"volume": 10, "frequency": None}, ("04", "60"), "600.00"),
            ({"volume": 90, "unit": "01", "frequency": "1"}, ("04", "61.37"), "920.55"),  # 900 minutes
            ({"volume": 2, "frequency": "1"}, ("01", "1.0228"), "1227.36"),  # 20 hours at 61,368
            ({"volume": 2, "frequency": "1"}, ("14", "60"), None),
            ({"volume": 2, "unit": "14", "frequency": "1"}, ("14", "60"), "1200.00"),
            ({"volume": 12345, "unit": "83", "frequency": "6"}, ("14", "60"), "123.45"),
            ({"volume": None, "unit": None, "frequency": None, "budget_cents": 12345}, ("14", "60"), "123.45"),
        ],
    )
    def test_it_concerns_the_value_of_the_assignment(
        self, extent: dict[str, object], tariff: tuple[str, str], euros: str | None
    ) -> None:
        staged = {"assignment": [assigned(date(2024, 2, 1), date(2024, 2, 10), **extent)]}
        (row,) = found_rows("DK-5", staged, with_tariff(*tariff))
        assert row["Bedrag"] == (None if euros is None else Decimal(euros))

    def test_only_days_of_the_period_have_value_and_an_open_end_has_no_total(self) -> None:
        total = assigned(date(2023, 12, 27), date(2024, 1, 5), volume=10, frequency="6")
        (row,) = found_rows("DK-5", {"assignment": [total]}, with_tariff())
        assert row["Bedrag"] == 300
        (row,) = found_rows("DK-5", {"assignment": [assigned(volume=10, frequency="6")]}, with_tariff())
        assert row["Bedrag"] is None


class TestNothingDeclared:
    """DK-6. As of 30 September, three months go back to 30 June."""

    AS_OF = date(2024, 9, 30)

    def found(self, settings: Settings | None = None, as_of: date = AS_OF, **staged: list[Row]) -> list[ResultRow]:
        staged = {"assignment": [assigned()], "care_start": [started()]} | staged
        return found_rows("DK-6", staged, settings or with_tariff(), as_of=as_of)

    @pytest.mark.parametrize(("last_day", "finds"), [(date(2024, 6, 30), 1), (date(2024, 7, 1), 0)])
    def test_three_months_after_the_last_declared_day(self, last_day: date, finds: int) -> None:
        assert len(self.found(declaration_line=[declared(date(2024, 6, 1), last_day)])) == finds

    def test_frozen_is_the_value_from_the_last_declared_day_to_the_end_of_the_year(self) -> None:
        (row,) = self.found(declaration_line=months_of_lines(range(1, 7)))
        assert row["Bedrag"] == Decimal("3629.59")  # 184 days × 12/365 × 10 hours × 60
        assert (row["Gevonden"], row["Verwacht"], row["Toelichting"]) == (92, 92, "dagen zonder declaratie")

    def test_without_any_declaration_the_whole_year_is_frozen(self) -> None:
        (row,) = self.found()
        assert row["Bedrag"] == Decimal("7219.73")  # 366 days
        assert row["Toelichting"] == "dagen zonder declaratie; in deze periode nog niets gedeclareerd"
        assert self.found(care_start=[])[0]["Bedrag"] == row["Bedrag"]

    @pytest.mark.parametrize(("begin", "finds"), [(date(2024, 7, 1), 1), (date(2024, 7, 2), 0)])
    def test_it_has_to_run_for_three_months(self, begin: date, finds: int) -> None:
        assert len(self.found(assignment=[assigned(begin)])) == finds

    @pytest.mark.parametrize(("end", "finds"), [(date(2024, 9, 29), 0), (date(2024, 9, 30), 1)])
    def test_it_has_to_run_still(self, end: date, finds: int) -> None:
        assert len(self.found(assignment=[assigned(end=end)])) == finds

    def test_a_stop_settles_it_unless_care_began_again(self) -> None:
        stop = stopped(date(2024, 4, 1))
        removed = {**stop, "delivery_status": "3", "dated": date(2024, 5, 1)}
        assert self.found(care_stop=[stop]) == []
        assert len(self.found(care_stop=[stop, removed])) == 1
        assert len(self.found(care_stop=[stop], care_start=[started(), started(date(2024, 5, 1))])) == 1
        assert len(self.found(care_stop=[{**stop, "dated": date(2024, 10, 1)}])) == 1

    def test_what_was_credited_was_not_declared_and_what_was_rejected_was(self) -> None:
        line = declared(date(2024, 8, 1), date(2024, 8, 31))
        answer = {"outcome": "afgekeurd", "reference_number": "R0", "begin_date": date(2024, 8, 1)}
        credit = {**line, "debit_credit": "C", "previous_reference_number": "R0"}
        assert self.found(declaration_line=[line]) == []
        assert self.found(declaration_line=[line], declaration_answer=[answer]) == []
        assert len(self.found(declaration_line=[line, credit])) == 1

    def test_a_declaration_counts_from_the_day_it_was_sent(self) -> None:
        line = declared(date(2024, 8, 1), date(2024, 8, 31), dated=date(2024, 10, 1))
        assert len(self.found(declaration_line=[line])) == 1
        assert self.found(declaration_line=[line], as_of=date(2024, 10, 1)) == []

    def test_a_line_of_any_product_without_number_or_with_a_long_period_is_a_declaration(self) -> None:
        line = declared(date(2024, 8, 1), date(2024, 8, 31))
        assert self.found(declaration_line=[{**line, "assignment_number": None}]) == []
        assert len(self.found(declaration_line=[{**line, "assignment_number": None, **OTHER_CLIENT}])) == 1
        assert self.found(declaration_line=[{**line, "product_code": "54B02"}]) == []
        assert self.found(declaration_line=[declared(date(2023, 12, 1), date(2024, 8, 31))]) == []

    def test_a_year_seen_later_is_looked_at_until_its_end(self) -> None:
        """As of 1 March: running on 31 December, nothing declared about October to December."""
        lines = months_of_lines(range(1, 10))
        (row,) = self.found(declaration_line=lines, as_of=date(2025, 3, 1))
        assert row["Bedrag"] == Decimal("1814.79")  # 92 days
        assert self.found(declaration_line=months_of_lines(range(1, 11)), as_of=date(2025, 3, 1)) == []

    def test_places_and_lumpsums_are_left_out(self) -> None:
        place = {"agb": AGB, "product_code": PRODUCT, "places": Decimal(3)}
        here = PlacesAgreement(municipality=MUNICIPALITY, year=2024, **place)
        elsewhere = PlacesAgreement(municipality="0344", year=2024, **place)
        earlier = PlacesAgreement(municipality=MUNICIPALITY, year=2023, **place)
        for places, finds in (((here,), 0), ((elsewhere, earlier), 1)):
            settings = with_tariff().model_copy(update={"places": places})
            assert len(self.found(settings)) == finds

    @pytest.mark.parametrize(("form", "finds"), [("BGI", 0), ("BGG", 1)])
    def test_the_dienstvormen_of_lumpsum_partners_are_left_out(self, form: str, finds: int) -> None:
        partner = LumpsumPartner(agb=AGB, municipality=MUNICIPALITY, service_form=form, year=2024)
        product = Product(product_code=PRODUCT, service_form="BGI")
        settings = with_tariff().model_copy(update={"lumpsum_partners": (partner,), "products": (product,)})
        assert len(self.found(settings)) == finds


class TestEndedWithoutStop:
    """DK-7. After Friday 22 March 2024 come Good Friday and Easter Monday: the fifth working day is 2 April."""

    END = date(2024, 3, 22)

    @pytest.mark.parametrize(("as_of", "finds"), [(date(2024, 4, 2), []), (date(2024, 4, 3), [(6, 5)])])
    def test_after_five_working_days(self, as_of: date, finds: list[object]) -> None:
        staged = {"assignment": [assigned(end=self.END)], "care_start": [started()]}
        rows = found_rows("DK-7", staged, as_of=as_of)
        assert [(row["Gevonden"], row["Verwacht"]) for row in rows] == finds

    def test_a_stop_settles_it_unless_removed_or_care_began_again(self) -> None:
        stop = stopped(date(2024, 3, 1))
        removed = {**stop, "delivery_status": "3", "dated": date(2024, 4, 1)}
        again = {**stop, "delivery_status": "1", "dated": date(2024, 5, 1)}
        for stops, starts, finds in (
            ([stop], [started()], 0),
            ([stop, removed], [started()], 1),
            ([stop, removed, again], [started()], 0),
            ([stop], [started(), started(date(2024, 3, 10))], 1),
            ([{**stop, "assignment_number": None}], [started()], 0),
        ):
            staged = {"assignment": [assigned(end=self.END)], "care_start": starts, "care_stop": stops}
            assert len(found_rows("DK-7", staged)) == finds

    def test_it_says_when_there_was_no_start_either(self) -> None:
        (row,) = found_rows("DK-7", {"assignment": [assigned(end=self.END)]})
        assert row["Toelichting"] == "werkdagen na het einde; ook geen startbericht"

    def test_only_ends_in_the_period_of_assignments_that_were_not_deleted(self) -> None:
        ends = {"T1": date(2023, 12, 31), "T2": date(2024, 1, 1), "T3": date(2024, 6, 30), "T4": date(2024, 7, 1)}
        assignments = [assigned(date(2023, 3, 1), end, assignment_number=number) for number, end in ends.items()]
        deleted = assigned(end=self.END, assignment_number="T5", change_reason="13")
        rows = found_rows("DK-7", {"assignment": [*assignments, deleted]}, period="2024-H1")
        assert [row["Toewijzingnummer"] for row in rows] == ["T2", "T3"]


class TestLateMessages:
    """DK-9, by the norms of PL-9; Good Friday and Easter Monday 2024 fall between 25 March and 4 April."""

    @pytest.mark.parametrize(
        ("sent", "finds"),
        [
            (date(2024, 4, 3), []),
            (date(2024, 4, 4), [(6, 5, "startbericht (305), in werkdagen")]),
            (date(2024, 3, 1), []),
        ],
    )
    def test_a_start_is_late_after_five_working_days(self, sent: date, finds: list[object]) -> None:
        staged = {"assignment": [assigned()], "care_start": [started(date(2024, 3, 25), dated=sent)]}
        rows = found_rows("DK-9", staged)
        assert [(row["Gevonden"], row["Verwacht"], row["Toelichting"]) for row in rows] == finds

    @pytest.mark.parametrize(("sent", "finds"), [(date(2024, 4, 3), []), (date(2024, 4, 4), [(6, 5)])])
    def test_a_stop_is_late_after_five_working_days(self, sent: date, finds: list[object]) -> None:
        rows = found_rows("DK-9", {"care_stop": [stopped(date(2024, 3, 25), dated=sent)]})
        assert [(row["Gevonden"], row["Verwacht"]) for row in rows] == finds

    def test_what_is_years_late_is_late(self) -> None:
        assert len(found_rows("DK-9", {"care_start": [started(date(2019, 3, 25), dated=date(2024, 4, 3))]})) == 1

    @pytest.mark.parametrize(
        ("answers", "as_of", "finds"),
        [
            ({"assignment": date(2024, 3, 15)}, date(2024, 6, 1), []),
            ({"assignment": date(2024, 3, 16)}, date(2024, 6, 1), [(15, "antwoord op verzoek (315), in dagen")]),
            ({"refusal": date(2024, 3, 15)}, date(2024, 6, 1), []),
            (
                {"acceptance": date(2024, 3, 15)},
                date(2024, 3, 16),
                [(15, "nog geen antwoord op verzoek (315), in dagen")],
            ),
            ({}, date(2024, 3, 15), []),
            ({}, date(2024, 3, 16), [(15, "nog geen antwoord op verzoek (315), in dagen")]),
            ({"assignment": date(2024, 3, 10), "refusal": date(2024, 3, 20)}, date(2024, 6, 1), []),
            (
                {"withdrawal": date(2024, 3, 10)},
                date(2024, 3, 16),
                [(15, "nog geen antwoord op verzoek (315), in dagen")],
            ),
        ],
    )
    def test_a_request_is_answered_within_fourteen_days(
        self, answers: dict[str, date], as_of: date, finds: list[object]
    ) -> None:
        reference = {"provider_reference": "A1"}
        kinds = {"refusal": "1", "acceptance": "2"}
        reasons = {"assignment": None, "withdrawal": "13"}
        staged = {
            "request": [{"kind": "315", "dated": date(2024, 3, 1), **reference}],
            "request_answer": [{"answer": kinds[k], "dated": d, **reference} for k, d in answers.items() if k in kinds],
            "assignment": [
                assigned(dated=day, change_reason=reasons[kind], **reference)
                for kind, day in answers.items()
                if kind in reasons
            ],
        }
        rows = found_rows("DK-9", staged, as_of=as_of)
        assert [(row["Gevonden"], row["Toelichting"]) for row in rows] == finds

    def test_only_messages_sent_in_the_period_that_stand_about_products_of_the_workbook(self) -> None:
        late = {"begin_date": date(2023, 11, 1)}
        starts = [
            {**late, "assignment_number": "T1", "dated": date(2023, 12, 31)},
            {**late, "assignment_number": "T2", "dated": date(2024, 1, 1)},
            {**late, "assignment_number": "T3", "dated": date(2024, 6, 30), "product_code": "54B02"},
            {**late, "assignment_number": "T4", "dated": date(2024, 7, 1)},
            {**late, "assignment_number": "T5", "dated": date(2024, 3, 1), "delivery_status": "3"},
        ]
        staged = {"care_start": starts, "request": [{"kind": "317 nieuw", "dated": date(2024, 2, 1)}]}
        rows = found_rows("DK-9", staged, period="2024-H1", products={PRODUCT})
        assert [row["Toewijzingnummer"] for row in rows] == ["T2"]


class TestNoDelivery:
    """DK-15. As of 1 March 2025 the declarations about all of 2024 should be in."""

    def found(
        self,
        settings: Settings | None = None,
        as_of: date = date(2025, 3, 1),
        products: set[str] | None = None,
        **staged: list[Row],
    ) -> list[tuple[object, ...]]:
        staged = {"assignment": [assigned()], "care_start": [started()]} | staged
        rows = found_rows("DK-15", staged, settings, as_of=as_of, products=products)
        return [(row["Gemeentecode"], row["AGB"], row["Begindatum"]) for row in rows]

    def test_a_gemeente_without_declarations_answers_for_its_aanbieders(self) -> None:
        lines = [*months_of_lines(range(1, 5)), *months_of_lines(range(6, 13))]
        assert self.found(declaration_line=lines) == [(MUNICIPALITY, None, date(2024, 5, 1))]
        assert len(self.found()) == 12

    def test_an_aanbieder_without_declarations_while_its_gemeente_has_others(self) -> None:
        other = {"agb": "07654321", "assignment_number": "T2"}
        lines = [*months_of_lines(range(1, 12)), *months_of_lines(range(1, 13), **other)]
        assert self.found(declaration_line=lines) == [(None, AGB, date(2024, 12, 1))]

    def test_it_concerns_what_a_month_brings(self) -> None:
        lines = [*months_of_lines(range(1, 3), amount_cents=10001), *months_of_lines(range(3, 12), amount_cents=20000)]
        (row,) = found_rows("DK-15", {"assignment": [assigned()], "care_start": [started()], "declaration_line": lines})
        assert row["Bedrag"] == Decimal("181.82")
        assert (row["Begindatum"], row["Einddatum"]) == (date(2024, 12, 1), date(2024, 12, 31))

    @pytest.mark.parametrize(("as_of", "finds"), [(date(2024, 5, 31), 3), (date(2024, 6, 1), 4)])
    def test_a_month_is_expected_when_the_following_month_has_passed(self, as_of: date, finds: int) -> None:
        assert len(self.found(as_of=as_of)) == finds

    def test_a_late_delivery_counts_from_the_day_it_was_sent(self) -> None:
        lines = months_of_lines(range(1, 2), dated=date(2024, 3, 5))
        assert self.found(declaration_line=lines, as_of=date(2024, 3, 4)) == [(MUNICIPALITY, None, date(2024, 1, 1))]
        assert self.found(declaration_line=lines, as_of=date(2024, 3, 5)) == []

    def test_nothing_is_expected_before_the_first_month_ever_declared(self) -> None:
        lines = [*months_of_lines(range(4, 6)), *months_of_lines(range(7, 13))]
        assert self.found(declaration_line=lines) == [(MUNICIPALITY, None, date(2024, 6, 1))]

    def test_only_months_with_care_from_the_first_to_the_last_day(self) -> None:
        first, last = date(2024, 3, 2), date(2024, 6, 29)
        expected = [(MUNICIPALITY, None, date(2024, month, 1)) for month in (4, 5)]
        assert self.found(care_start=[started(first)], care_stop=[stopped(last, first)]) == expected
        assert self.found(assignment=[assigned(first, last)]) == expected
        assert self.found(care_start=[]) == []

    def test_places_and_lumpsums_are_left_out(self) -> None:
        place = PlacesAgreement(agb=AGB, municipality=MUNICIPALITY, product_code=PRODUCT, year=2024, places=Decimal(1))
        assert self.found(known_settings().model_copy(update={"places": (place,)})) == []
        partner = LumpsumPartner(agb=AGB, municipality=MUNICIPALITY, service_form="BGI", year=2024)
        product = Product(product_code=PRODUCT, service_form="BGI")
        lumpsum = known_settings().model_copy(update={"lumpsum_partners": (partner,), "products": (product,)})
        assert self.found(lumpsum) == []

    def test_without_any_assignment_three_months_make_a_habit(self) -> None:
        lines = [*months_of_lines(range(1, 4)), *months_of_lines(range(7, 9)), *months_of_lines(range(10, 13))]
        found = self.found(assignment=[], care_start=[], declaration_line=lines, as_of=date(2025, 3, 1))
        assert found == [(MUNICIPALITY, None, date(2024, 4, 1))]
        other = months_of_lines(range(1, 13), agb="07654321")
        found = self.found(assignment=[], care_start=[], declaration_line=[*lines, *other])
        assert found == [(None, AGB, date(2024, 4, 1))]

    def test_places_are_left_out_under_a_local_code_too(self) -> None:
        place = PlacesAgreement(agb=AGB, municipality=MUNICIPALITY, product_code=PRODUCT, year=2024, places=Decimal(1))
        local = CodeTranslation(origin=AGB, code="L1", product_code=PRODUCT)
        settings = known_settings().model_copy(update={"places": (place,), "code_translation": (local,)})
        other = months_of_lines(range(1, 13), agb="07654321")
        for code in (PRODUCT, "L1"):
            lines = [*months_of_lines(range(1, 4), product_code=code), *other]
            found = self.found(settings, assignment=[], care_start=[], declaration_line=lines)
            assert (None, AGB, date(2024, 4, 1)) not in found, code

    def test_what_was_delivered_about_another_product_or_rejected_was_delivered(self) -> None:
        other = months_of_lines(range(1, 13), product_code="54B02")
        assert self.found(declaration_line=other, products={PRODUCT}) == []
        answers = [
            {
                "outcome": "afgekeurd",
                "reference_number": f"R{n}",
                "product_code": "54B02",
                "begin_date": line["begin_date"],
            }
            for n, line in enumerate(other)
        ]
        assert self.found(declaration_line=other, declaration_answer=answers) == []

    def test_of_a_half_year_only_its_months(self) -> None:
        staged = {"assignment": [assigned()], "care_start": [started()]}
        assert len(found_rows("DK-15", staged, period="2024-H1")) == 6


def test_products_of_the_workbook_with_categories_and_translations_go_for_assignments_too() -> None:
    assignments = [
        assigned(assignment_number="T1"),
        assigned(assignment_number="T2", product_code="54B02"),
        assigned(assignment_number="T3", product_code=None),
        assigned(assignment_number="T4", product_code=None, product_category="45"),
        assigned(assignment_number="T5", product_code=None, product_category=None),
        assigned(assignment_number="T6", product_code="99Z99"),
    ]
    rows = found_rows("DK-5", {"assignment": assignments}, products={PRODUCT})
    assert [row["Toewijzingnummer"] for row in rows] == ["T1", "T3", "T5", "T6"]


def test_no_client_and_no_pseudonym_in_any_row_about_care() -> None:
    staged = {
        "assignment": [
            assigned(**OTHER_CLIENT),
            assigned(end=date(2024, 2, 1), assignment_number="T2", **OTHER_CLIENT),
        ],
        "care_start": [started(assignment_number="T8", dated=date(2024, 9, 1), **OTHER_CLIENT)],
        "request": [{"kind": "315", "provider_reference": "A1", "dated": date(2024, 3, 1), **OTHER_CLIENT}],
    }
    _, rows = both(staged)
    assert {"DK-4", "DK-5", "DK-6", "DK-7", "DK-9"} <= {row["Controle"] for row in rows.rows}
    assert not any("bbbb" in str(row) or "abcdefgh" in str(row) for row in rows.rows)
