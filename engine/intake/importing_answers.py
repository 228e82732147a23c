"""Of which declaration is an answer (325) that names only the message? Looked up among what was and is being read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pyarrow as pa

from engine.intake.grammar import CODES
from engine.intake.privacy import Pseudonymiser
from engine.intake.sources import ReadResult, WholeAnswer
from engine.store.store import Store

_STORED = """
SELECT DISTINCT asked.nth, message.declaration_number
FROM asked
JOIN fact_source AS message
    ON message.sender = asked.sender AND message.receiver = asked.receiver AND message.message_code = asked.code
    AND message.identification IN (asked.message, asked.replaced)
WHERE message.declaration_number IS NOT NULL
ORDER BY ALL
"""

_CODE_323 = {law: code for code, (kind, law) in CODES.items() if kind == "323"}
Key = tuple[str, str, str, str]


class AnswerResolver:
    """Knows the 323s of this import (`results`) and those in the store."""

    def __init__(self, store: Store, key: bytes, results: Iterable[ReadResult]) -> None:
        self.store, self.pseudonymiser = store, Pseudonymiser(key)
        self.read_now: dict[Key, str] = {
            (CODES[result.message_code][1], result.sender, result.receiver, result.identification or ""): number
            for result in results
            if (number := result.declaration_number) and result.message_code and result.sender and result.receiver
        }

    def numbers(self, answers: Sequence[WholeAnswer]) -> list[str | None]:
        """Of each answer the DeclaratieNummer it is about; None when nothing tells which declaration that is.

        A 323 of this import goes first, then one in the store, then the number that the answer gives itself.
        """
        now = [self._read_now(answer) for answer in answers]
        stored = self._stored({place: answer for place, answer in enumerate(answers) if now[place] is None})
        return [
            number or stored.get(place) or (None if answer.number is None else self._replaced(answer.number))
            for place, (answer, number) in enumerate(zip(answers, now, strict=True))
        ]

    def _read_now(self, answer: WholeAnswer) -> str | None:
        """By the message's name as given, or with a BSN in it replaced, as the 323 would have been stored."""
        parties = (answer.law, answer.agb, answer.municipality)
        found = self.read_now.get((*parties, answer.message))
        return found or self.read_now.get((*parties, self._replaced(answer.message)))

    def _stored(self, answers: Mapping[int, WholeAnswer]) -> dict[int, str]:
        """Numbers of declarations in the store, by the place of the answer."""
        if not answers or not self.store.stand:
            return {}
        columns = {
            "nth": list(answers),
            "sender": [answer.agb for answer in answers.values()],
            "receiver": [answer.municipality for answer in answers.values()],
            "code": [_CODE_323[answer.law] for answer in answers.values()],
            "message": [answer.message for answer in answers.values()],
            "replaced": [self._replaced(answer.message) for answer in answers.values()],
        }
        with self.store.connect(date.max) as connection:
            connection.register("asked", pa.table(columns))
            return dict(reversed(connection.execute(_STORED).fetchall()))

    def _replaced(self, text: str) -> str:
        return self.pseudonymiser.replace_all_in(text)
