# Without types of its own: everything in it is Any (pyproject.toml).
from typing import Any

def __getattr__(name: str) -> Any: ...
