"""Which row of a new result is which row that stands in a table: by key."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Refusal
from engine.result import Kind
from engine.texts import refresh as texts
from workbooks.plan import Key, Standing, Stored


def plain(value: Stored) -> Stored:
    """A part of a key: an empty cell is an empty text."""
    return "" if value is None else value


@dataclass(frozen=True)
class Matching:
    """How the rows of one table are recognised: the kinds of its key columns, and whether it ranks."""

    standing: Standing
    kinds: Sequence[Kind]
    is_ranking: bool

    @property
    def _codes(self) -> list[int]:
        """Which parts of a key are codes."""
        return [place for place, kind in enumerate(self.kinds) if kind is Kind.CODE]

    def old_keys(self, columns: Sequence[Sequence[Stored]]) -> dict[int, Key]:
        """Rows that have a key, by index; without key columns the place is the key. Refusal when a key occurs twice."""
        keys = dict(self._keyed(columns))
        if len({*keys.values()}) < len(keys):
            index, earlier = next(iter(_repeated(keys).items()))
            raise self.twice(keys[index], earlier, index)
        return keys

    def repeated(self, columns: Sequence[Sequence[Stored]]) -> dict[int, int]:
        """Rows of which the key stands in an earlier row too, and that row."""
        return _repeated(dict(self._keyed(columns)))

    def twice(self, key: Key, *indexes: int) -> Refusal:
        """Why nothing is done when two rows claim to be the same."""
        corner = self.standing.corner
        first, second = sorted(corner.row + index for index in indexes)
        return texts.key_twice(self.standing.name, key, (first, second), corner.sheet, corner.file)

    def _keyed(self, columns: Sequence[Sequence[Stored]]) -> Iterator[tuple[int, Key]]:
        """Rows that have a key, with it."""
        nothing = ("",) * len(columns)
        for index, key in enumerate(self._numbered(self._plain_keys(columns))):
            if not columns or key[: len(columns)] != nothing:
                yield index, key

    def _plain_keys(self, columns: Sequence[Sequence[Stored]]) -> Iterable[Key]:
        if not columns:
            return [()] * self.standing.count
        return zip(*(map(plain, values) for values in columns), strict=True)

    def _numbered(self, keys: Iterable[Key]) -> Iterator[Key]:
        """Keys of rows below each other: without key their place, in a ranking with how manieth of its kind.

        A code that Excel made a number in one of the rows is of the same kind.
        """
        counts: Counter[Key] = Counter()
        for index, key in enumerate(keys):
            if not self.kinds:
                yield (float(index),)
            elif self.is_ranking:
                kind = _loose(key, self._codes)
                counts[kind] += 1
                yield (*key, float(counts[kind]))
            else:
                yield key

    def found(self, old: Mapping[int, Key], new_keys: Sequence[Key], is_ours: Callable[[int], bool]) -> dict[int, int]:
        """Index of the new row by that of the old one, also when its key was typed over otherwise (`_loose`)."""
        new = {key: index for index, key in enumerate(self._numbered(new_keys))}
        found = {index: new[key] for index, key in old.items() if key in new}
        if len(found) < len(old):
            self._find_alike(old, new, found, is_ours)
        return found

    def _find_alike(
        self,
        old: Mapping[int, Key],
        new: Mapping[Key, int],
        found: dict[int, int],
        is_ours: Callable[[int], bool],
    ) -> None:
        by_new = {new: index for index, new in found.items()}
        codes = self._codes
        wanted = {index: _loose(key, codes) for index, key in old.items() if index not in found}
        starts = {key[0] for key in wanted.values()}  # of most keys the first part tells already
        alike = [key for key in new if _loose_part(key[0], 0 in codes) in starts]
        keys = [_loose(key, codes) for key in alike]
        counts = Counter(keys)
        loose = {each: new[key] for each, key in zip(keys, alike, strict=True) if counts[each] == 1}
        for index, key in wanted.items():
            other = loose.get(key)
            if other is None:
                continue
            if other not in by_new:
                found[index], by_new[other] = other, index
            elif not self.is_ranking and is_ours(index):
                raise self.twice(old[index], by_new[other], index)


def _repeated(keys: Mapping[int, Key]) -> dict[int, int]:
    """Rows of which the key stands in an earlier row too, and the first such row."""
    seen: dict[Key, int] = {}
    first = {index: seen.setdefault(key, index) for index, key in keys.items()}
    return {index: earlier for index, earlier in first.items() if earlier != index}


def _loose(key: Key, codes: Sequence[int]) -> Key:
    """A key as text, without spaces around it, and codes without leading zeros: 6290123 and 06290123 are one AGB."""
    return tuple(_loose_part(part, place in codes) for place, part in enumerate(key))


def _loose_part(part: Stored, is_code: bool) -> str:
    text = str(int(part)) if isinstance(part, float) and part.is_integer() else str(part).strip()
    return text.lstrip("0") if is_code else text
