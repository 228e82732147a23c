"""`ping`: is the engine there, and which version is it."""

from xl_addin.bridge.messages import Answer, Kind, Request
from xl_addin.bridge.progress import Progress
from xl_addin.version import product_version


def ping(_request: Request, _progress: Progress) -> Answer:
    """Nothing to show; the version goes along."""
    return Answer(Kind.DONE, token=product_version())
