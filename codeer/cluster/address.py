"""Where a cluster is and how a connection to it is encrypted."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codeer.errors import (
    CertificatesNeeded,
    CertificateUnusable,
    InvalidOption,
    describe_cause,
)
from codeer.settings import Certificates, is_host

if TYPE_CHECKING:
    from distributed.security import Security

UNENCRYPTED = (
    "De verbinding met het cluster is niet versleuteld: wie op het netwerk meekijkt, leest de "
    "interviews mee. Gebruik tls://, zie docs/cluster.md"
)
_PORT = 8786
_EXPECTED = (f"tcp://computer:{_PORT}", f"tls://computer:{_PORT}")


@dataclass(frozen=True, slots=True)
class Cluster:
    """An existing Dask cluster."""

    scheduler: str
    """`tcp://host:port` or `tls://host:port`, as `make_cluster` gives it."""
    certificates: Certificates | None = None

    @property
    def is_encrypted(self) -> bool:
        """Tell whether what goes over the network can be read there."""
        return self.scheduler.startswith("tls:")

    @property
    def place(self) -> tuple[str, int]:
        """Return host and port of the scheduler."""
        parts = urlsplit(self.scheduler)
        return parts.hostname or "", parts.port or _PORT


def make_cluster(scheduler: str, certificates: Certificates | None) -> Cluster:
    """Return the cluster that a user means; without `tcp://` or `tls://` it is tls when that can be.

    Raises
    ------
    InvalidOption
        When `scheduler` is no address.
    CertificatesNeeded
        When it is a tls address and the settings name no certificates.

    """
    text = scheduler.strip()
    if "://" not in text:
        text = f"{'tls' if certificates else 'tcp'}://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", _PORT if parts.port is None else parts.port
    except ValueError:
        raise InvalidOption("--scheduler", scheduler, _EXPECTED) from None
    extra = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("tcp", "tls") or not is_host(host) or not port or extra:
        raise InvalidOption("--scheduler", scheduler, _EXPECTED)
    address = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    if parts.scheme == "tcp":
        return Cluster(address)
    if certificates is None:
        raise CertificatesNeeded(address)
    return Cluster(address, certificates)


def make_security(cluster: Cluster) -> "Security":
    """Return what Dask must know of certificates, after trying them.

    Raises
    ------
    CertificateUnusable
        When a file cannot be read, or they do not belong together.

    """
    from distributed.security import Security

    files = cluster.certificates
    if files is None:
        return Security(require_encryption=False)
    for path in (files.ca, files.certificate, files.key):
        _check_file(path)
    security = Security(
        require_encryption=True,
        tls_ca_file=str(files.ca),
        tls_client_cert=str(files.certificate),
        tls_client_key=str(files.key),
    )
    try:
        security.get_connection_args("client")
    except ssl.SSLError:
        raise CertificateUnusable(files.certificate, "mismatch") from None
    return security


def _check_file(path: Path) -> None:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CertificateUnusable(path, "absent", describe_cause(error)) from error
    if b"ENCRYPTED" in content:  # OpenSSL would ask for the password in the middle of a run
        raise CertificateUnusable(path, "password")
