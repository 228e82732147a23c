"""Of which declaration is an answer (325) that names only the message? Looked up among what was and is being read."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from engine.intake.grammar import CODES
from engine.intake.messages_answers import answer_table
from engine.intake.privacy import Pseudonymiser, bsn_candidates
from engine.intake.sources import ReadResult, WholeAnswer
from engine.store.store import Store

_STORED = """
SELECT DISTINCT line.declaration_number
FROM fact_source AS message JOIN fact_declaration_line AS line USING (source_no)
WHERE message.kind = '323' AND message.sender = ? AND message.receiver = ? AND line.law = ?
  AND message.identification IN (SELECT unnest(?::VARCHAR[])) AND line.declaration_number IS NOT NULL
"""

if TYPE_CHECKING:
    import duckdb

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

    def rows(self, answer: WholeAnswer, source_no: int) -> pa.Table | None:
        """The answer as a row of `declaration_answer`; None when nothing tells which declaration it is about."""
        number = self._number(answer)
        return None if number is None else answer_table(answer, number, source_no)

    def _number(self, answer: WholeAnswer) -> str | None:
        """Both the message's name as given and with a BSN in it replaced, as the 323 would have been stored."""
        messages = [answer.message, self._replaced(answer.message)]
        for message in messages:
            found = self.read_now.get((answer.law, answer.agb, answer.municipality, message))
            if found:
                return found
        parties = [answer.agb, answer.municipality, answer.law, messages]
        stored = self._connection.execute(_STORED, parties).fetchone()
        if stored:
            return stored[0]
        return None if answer.number is None else self._replaced(answer.number)

    @cached_property
    def _connection(self) -> "duckdb.DuckDBPyConnection":
        return self.store.connect(date.max)

    def _replaced(self, text: str) -> str:
        for digits in bsn_candidates(text):
            text = self.pseudonymiser.replace_in(text, digits)
        return text
