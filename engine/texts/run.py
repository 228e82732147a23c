"""Dutch texts about periods and runs."""

from datetime import date

from engine.errors import Refusal, WrongUse


def unknown_period(text: str) -> WrongUse:
    """A period code nobody can read."""
    return WrongUse(
        f'"{text}" is geen periode.',
        todo="Geef een jaar, halfjaar, kwartaal of maand: 2024, 2024-H1, 2024-Q2 of 2024-03.",
    )


def as_of_before_period(as_of: date, period: str, first_day: date) -> Refusal:
    """Nothing of the period existed on the as-of date."""
    return Refusal(
        f"De peildatum ({as_of:%d-%m-%Y}) ligt vóór de eerste dag van periode {period} ({first_day:%d-%m-%Y}): "
        "van die periode was er toen nog niets.",
        todo=f"Kies met --as-of een peildatum vanaf {first_day:%d-%m-%Y}, of kies een eerdere periode.",
    )


def as_of_in_future(as_of: date, today: date) -> Refusal:
    """No message can be dated so late yet: the figures would be those of today under another date."""
    return Refusal(
        f"De peildatum ({as_of:%d-%m-%Y}) ligt na vandaag ({today:%d-%m-%Y}): zo ver zijn er nog geen gegevens.",
        todo=f"Kies met --as-of een peildatum tot en met {today:%d-%m-%Y}.",
    )
