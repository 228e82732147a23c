"""Dutch texts about periods and runs."""

from engine.errors import WrongUse


def unknown_period(text: str) -> WrongUse:
    """A period code nobody can read."""
    return WrongUse(
        f'"{text}" is geen periode.',
        todo="Geef een jaar, halfjaar, kwartaal of maand: 2024, 2024-H1, 2024-Q2 of 2024-03.",
    )
