"""Property tests: the same examples in every run, and no clock, so that a busy machine fails no test."""

from hypothesis import settings

settings.register_profile("rekenbureau", derandomize=True, deadline=None)
settings.load_profile("rekenbureau")
