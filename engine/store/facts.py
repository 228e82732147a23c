"""The facts the store keeps: one schema per kind, the contract between intake, store and instruments.

Money is integer eurocents; volumes and tariffs are exact decimals; codes are text with leading zeros.
Every fact also carries `source_no` and `source_line` (where it was read) and, once stored, `import_no` (the Stand)
and `line_hash` (128 bits over the identity columns: equal means "the same line twice").

`source_line` is the line of a table, or the rank of the prestatie or product in a message.
"""

from dataclasses import dataclass

MONEY, VOLUME, DECIMAL_TARIFF = "BIGINT", "DECIMAL(18,4)", "DECIMAL(18,4)"


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of fact: columns with DuckDB types; all of them say whether two lines are the same line (data.md).

    `order` sorts the rows of a segment, so that a query for a few products reads a part of it. `required` columns are
    never empty: a row without `dated` would silently fall out of every as-of view. Rows of a fact with
    `once=False` (sources, lines set aside) are all kept, also when two are equal.
    `subject` says what a row is about; with it stored rows bear `again`: false for the first stored row about its
    subject, true for later ones (and when part of the subject is empty). So rows with `again` false need no search for
    the latest of several: there are millions of them, and few others.
    `replaced` says what rows are a figure of, when a later import replaces that figure as a whole (LS-6): a row is then
    only a line that was there already while it stands in the latest import of its figure, with all rows beside it.
    """

    name: str
    columns: dict[str, str]
    order: tuple[str, ...] = ("dated",)
    required: tuple[str, ...] = ("dated",)
    once: bool = True
    subject: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


PARTIES = {"law": "VARCHAR", "municipality": "VARCHAR", "agb": "VARCHAR"}
PRODUCT = {"product_category": "VARCHAR", "product_code": "VARCHAR"}
EXTENT = {"volume": VOLUME, "unit": "VARCHAR", "frequency": "VARCHAR", "budget_cents": MONEY}
SOURCE = {"source_no": "INTEGER", "source_line": "BIGINT"}

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact(
            "declaration_line",  # 323 and 303, table `declaraties`
            PARTIES
            | {
                "client": "VARCHAR",
                "declaration_number": "VARCHAR",
                "reference_number": "VARCHAR",
                "previous_reference_number": "VARCHAR",
                "assignment_number": "VARCHAR",
            }
            | PRODUCT
            | {
                "begin_date": "DATE",
                "end_date": "DATE",
                "volume": VOLUME,
                "unit": "VARCHAR",
                "tariff_cents": DECIMAL_TARIFF,
                "amount_cents": MONEY,
                "debit_credit": "VARCHAR",
                "dated": "DATE",
            },
            order=("product_code", "begin_date"),
            required=("begin_date", "volume", "amount_cents", "debit_credit", "dated"),
        ),
        Fact(
            # 325 and 304, columns Afgekeurd, AfgekeurdOp, ToegekendBedrag. `reference_number` empty: the answer is
            # about the whole declaration. outcome: afgekeurd, goedgekeurd, toegekend (of one line; granted_cents,
            # signed, says how much).
            "declaration_answer",
            PARTIES
            | {
                "declaration_number": "VARCHAR",
                "reference_number": "VARCHAR",
                "product_code": "VARCHAR",
                "begin_date": "DATE",
                "outcome": "VARCHAR",
                "granted_cents": MONEY,
                "return_codes": "VARCHAR",
                "dated": "DATE",
            },
            order=("product_code", "begin_date"),
            required=("declaration_number", "outcome", "dated"),
            subject=(*PARTIES, "declaration_number", "reference_number", "product_code", "begin_date"),
        ),
        Fact(
            "assignment",  # 301, table `toewijzingen`
            PARTIES
            | {
                "client": "VARCHAR",
                "birth_date": "DATE",
                "sex": "VARCHAR",
                "assignment_number": "VARCHAR",
                "provider_reference": "VARCHAR",
            }
            | PRODUCT
            | {
                "assigned_at": "TIMESTAMP",
                "begin_date": "DATE",
                "end_date": "DATE",
                "change_reason": "VARCHAR",
            }
            | EXTENT
            | {"dated": "DATE"},
            order=("product_code", "begin_date"),
            required=("assignment_number", "assigned_at", "dated"),
            subject=("law", "municipality", "assignment_number"),
        ),
        Fact(
            "care_start",  # 305, table `startberichten`
            PARTIES
            | {"client": "VARCHAR", "assignment_number": "VARCHAR"}
            | PRODUCT
            | {"begin_date": "DATE", "delivery_status": "VARCHAR", "dated": "DATE"},
        ),
        Fact(
            "care_stop",  # 307, table `stopberichten`
            PARTIES
            | {"client": "VARCHAR", "assignment_number": "VARCHAR"}
            | PRODUCT
            | {
                "begin_date": "DATE",
                "end_date": "DATE",
                "end_reason": "VARCHAR",
                "delivery_status": "VARCHAR",
                "dated": "DATE",
            },
        ),
        Fact(
            "request",  # 315 and 317, table `verzoeken`; kind: 315, 317 nieuw, 317 wijzigen, 317 ongewijzigd
            PARTIES
            | {
                "kind": "VARCHAR",
                "client": "VARCHAR",
                "provider_reference": "VARCHAR",
                "assignment_number": "VARCHAR",
            }
            | PRODUCT
            | {"begin_date": "DATE", "end_date": "DATE"}
            | EXTENT
            | {"referrer_type": "VARCHAR", "request_reason": "VARCHAR", "dated": "DATE"},
        ),
        Fact(
            "request_answer",  # 319, columns AntwoordDatum and Antwoord; join on provider_reference + agb
            PARTIES
            | {
                "provider_reference": "VARCHAR",
                "answer": "VARCHAR",
                "rejection_reason": "VARCHAR",
                "dated": "DATE",
            },
        ),
        Fact(
            "pgb",  # table `pgb`
            {
                "municipality": "VARCHAR",
                "law": "VARCHAR",
                "service_form": "VARCHAR",
                "amount_cents": MONEY,
                "dated": "DATE",
            },
            replaced=("municipality", "law", "service_form", "dated"),
        ),
        Fact(
            "advance_payment",  # table `voorschotten`
            {
                "agb": "VARCHAR",
                "municipality": "VARCHAR",
                "product_code": "VARCHAR",
                "service_form": "VARCHAR",
                "amount_cents": MONEY,
                "dated": "DATE",
            },
        ),
        Fact(
            "set_aside",  # a bad line in a good file; `fields` is JSON by column of data.md, pseudonym in place of BSN
            {
                "kind": "VARCHAR",
                "reason": "VARCHAR",
                "check_id": "VARCHAR",
                "fields": "VARCHAR",
                "dated": "DATE",
            },
            required=(),
            once=False,
        ),
        Fact(
            # every file or message read. status: ingelezen, dubbel, retour (recognised, counted, set aside). line_fact:
            # the fact of which one row is one line of the source; by it an empty lines_stored and lines_duplicate are
            # completed at commit.
            "source",
            {
                "name": "VARCHAR",
                "sha256": "VARCHAR",
                "kind": "VARCHAR",
                "release": "VARCHAR",
                "message_code": "VARCHAR",
                "sender": "VARCHAR",
                "receiver": "VARCHAR",
                "identification": "VARCHAR",
                "declaration_number": "VARCHAR",
                "status": "VARCHAR",
                "line_fact": "VARCHAR",
                "lines_read": "BIGINT",
                "lines_stored": "BIGINT",
                "lines_duplicate": "BIGINT",
                "lines_set_aside": "BIGINT",
                "dated": "DATE",
            },
            order=("source_no",),
            required=("sha256", "status"),
            once=False,
        ),
    )
}
