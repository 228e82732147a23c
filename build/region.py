"""The made-up region: real iJw and iWmo 3.2 messages, the same declarations as CSV, tables of what is paid otherwise,
and the settings to go with them.

`python -m build.region FOLDER --size demo|klein|region --seed 1`. The same size and seed give the same bytes.
"""

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from build.region_care import Care
from build.region_declarations import Declarations
from build.region_expected import Expected
from build.region_payments import FOLDER as TABLES
from build.region_payments import write_tables
from build.region_people import Provider
from build.region_plan import plan
from build.region_post import Post
from build.region_settings import Rows, settings_rows
from build.region_tables import SIZES, UNKNOWN_PROVIDER, Size

DESCRIPTION = "regio.json"
"""Written last: size, seed and counts of what was made."""


@dataclass(frozen=True)
class Region:
    """What was made. `months` are the folders with messages, oldest first; `declarations` the same lines as CSV;
    `tables` what no message tells: PGB and advances, to import beside either.

    `settings` has rows by Dutch table name, each a dict by Dutch header. `counts` tells how many messages, lines and
    cases of each kind of trouble there are (`vuil …`, `zorg …`).
    """

    folder: Path
    size: str
    seed: int
    months: tuple[Path, ...]
    declarations: tuple[Path, ...]
    tables: tuple[Path, ...]
    settings: dict[str, Rows]
    counts: dict[str, int]
    messages_until: date

    @property
    def messages(self) -> Path:
        """The folder with all messages."""
        return self.folder / "berichten"

    def months_until(self, last: date) -> tuple[Path, ...]:
        """Folders of the months up to and including that of a day: what had come in by then."""
        return tuple(month for month in self.months if month.name <= last.isoformat()[:7])


def make_region(folder: Path, size: str = "demo", seed: int = 1, processes: int = 1) -> Region:
    """Writes a region into an empty or new folder. `processes` speeds up large sizes and changes no byte."""
    measure = SIZES[size]
    providers = plan(measure, seed)
    expected = Expected(measure, providers)
    settings = settings_rows(expected)
    write_tables(folder, expected)
    parts = _parts(measure, [*providers, _unknown(providers)])
    tasks = [(folder, number, part, measure, seed) for number, part in enumerate(parts, 1)]
    if processes > 1:
        with ProcessPoolExecutor(processes) as pool:
            counts = list(pool.map(_write_part, tasks))
    else:
        counts = [_write_part(task) for task in tasks]
    total = dict(sorted(sum(counts, Counter[str]()).items()))
    (folder / DESCRIPTION).write_text(json.dumps({"size": size, "seed": seed, "counts": total}, indent=1), "utf-8")
    return _region(folder, size, settings, total)


def open_region(folder: Path) -> Region:
    """A region that `make_region` finished before; FileNotFoundError when it did not."""
    made = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    measure = SIZES[made["size"]]
    settings = settings_rows(Expected(measure, plan(measure, made["seed"])))
    return _region(folder, made["size"], settings, made["counts"])


def _region(folder: Path, size: str, settings: dict[str, Rows], counts: dict[str, int]) -> Region:
    """What stands in the folder."""
    made = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    return Region(
        folder=folder,
        size=size,
        seed=made["seed"],
        months=tuple(sorted((folder / "berichten").iterdir())),
        declarations=tuple(sorted((folder / "declaraties").iterdir())),
        tables=tuple(sorted((folder / TABLES).iterdir())),
        settings=settings,
        counts=counts,
        messages_until=SIZES[size].messages_until,
    )


def _unknown(providers: list[Provider]) -> Provider:
    """An aanbieder that is in no table (DK-11), with a few trajectories taken over from the first one."""
    normed = [item for item in providers[0].trajectories if item.product.norms]
    moved = normed[::5][:4]
    providers[0].trajectories = [item for item in providers[0].trajectories if item not in moved]
    return replace(providers[0], index=len(providers), agb=UNKNOWN_PROVIDER, name="Onbekend", trajectories=moved)


def _parts(size: Size, providers: list[Provider]) -> list[list[Provider]]:
    """Providers over a fixed number of parts, of about equal work; independent of the number of processes."""
    parts: list[list[Provider]] = [[] for _ in range(size.parts)]
    loads = [0] * size.parts
    for provider in sorted(providers, key=lambda item: (-len(item.trajectories), item.index)):
        lightest = loads.index(min(loads))
        parts[lightest].append(provider)
        loads[lightest] += len(provider.trajectories)
    return parts


def _write_part(task: tuple[Path, int, list[Provider], Size, int]) -> Counter[str]:
    folder, number, providers, size, seed = task
    with Post(folder, number, size.plain_from, size.messages_until) as post:
        for provider in providers:
            declarations = Declarations(provider, size, post, seed)
            declarations.send_all()
            Care(provider, declarations.effort, post, seed).send_all()
    return post.counts


def main() -> None:
    """Makes a region from the command line and prints what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", choices=sorted(SIZES), default="demo")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    region = make_region(given.folder, given.size, given.seed, given.processes)
    for name, count in region.counts.items():
        print(f"{count:>10,} {name}")


if __name__ == "__main__":
    main()
