"""Why the system could not do something with a file, in Dutch."""

import errno

_REASONS = {
    errno.ENOENT: "de map bestaat niet",
    errno.EACCES: "geen toegang, of het bestand is nog geopend",
    errno.EPERM: "geen toegang, of het bestand is nog geopend",
    errno.ENOSPC: "de schijf is vol",
    errno.EROFS: "de schijf is alleen-lezen",
    errno.ENOTDIR: "in het pad staat een bestand waar een map hoort",
    errno.EISDIR: "er is een map met deze naam",
    errno.ENAMETOOLONG: "de naam is te lang",
}


def reason(error: OSError) -> str:
    """The reason in Dutch; in the system's own words when it is an unusual one."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__
