"""The hash of a text."""

import hashlib


def digest_text(text: str) -> str:
    """Return the hash by which a canonical text is known in every copy of a project."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
