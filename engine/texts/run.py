"""Dutch texts about periods and runs."""

from engine.errors import Refusal


def unknown_period(text: str) -> Refusal:
    """A period code nobody can read."""
    return Refusal(
        f'"{text}" is geen periode.',
        todo="Geef een jaar, halfjaar, kwartaal of maand: 2024, 2024-H1, 2024-Q2 of 2024-03.",
    )
