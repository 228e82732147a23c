"""xlwings' base classes: without types, and with argument names of their own. For a type checker they are anything."""

from typing import Any

from xlwings import base_classes

bases: Any = base_classes
