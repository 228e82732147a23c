"""What can go wrong, as data: what, where, and what to do, in Dutch (texts: `engine.texts`)."""

from dataclasses import dataclass


class Refusal(Exception):
    """The engine does not do what was asked, and says why. Shown to a user as it is; never a traceback.

    `what` is a whole sentence, `where` a place (file, line, field, sheet, cell), `todo` a whole sentence.
    """

    def __init__(self, what: str, where: str = "", todo: str = "") -> None:
        self.what, self.where, self.todo = what, where, todo
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """One paragraph: where, what, what to do."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what} {self.todo}".strip()

    @property
    def problem(self) -> "Problem":
        """The same as data, to be reported among others."""
        return Problem(self.what, self.where, self.todo)


class WrongUse(Refusal):
    """The command was given something that does not exist or cannot be: exit status 2."""


class NotApplicable(Refusal):
    """A workbook has nothing to say about this period or these settings: asked by name it is refused, else left out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong by a check: collected and shown together, not raised (`Refusal` is raised)."""

    what: str
    where: str = ""
    todo: str = ""

    @property
    def text(self) -> str:
        """One paragraph: where, what, what to do."""
        return Refusal(self.what, self.where, self.todo).text


class Refusals(Refusal):
    """Several problems at once: all are reported, not the first only."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.text for problem in problems))
