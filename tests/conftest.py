"""Property tests: the same examples in every run, and no clock, so that a busy machine fails no test. A folder of the

test run's own instead of this user's.
"""

import os
from tempfile import TemporaryDirectory

from hypothesis import settings

_LOCAL = TemporaryDirectory(prefix="lokaal-")
os.environ["REKENBUREAU_LOKAAL"] = _LOCAL.name

settings.register_profile("rekenbureau", derandomize=True, deadline=None)
settings.load_profile("rekenbureau")
