"""Import spaCy without the socket that comes with it."""

import socket
from types import ModuleType


def import_spacy() -> ModuleType:
    """Import spaCy and return it.

    Its installer of models brings urllib3, which asks with a socket on ::1 whether this computer has IPv6.
    """
    has_ipv6, socket.has_ipv6 = socket.has_ipv6, False
    try:
        import spacy
    finally:
        socket.has_ipv6 = has_ipv6
    module: ModuleType = spacy
    return module
