"""Where tests find material: the shared, read-only folder beside the checkout."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"
MESSAGES = SHARED / "data" / "berichten"
SCHEMAS = SHARED / "data" / "xsd"
