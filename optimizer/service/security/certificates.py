"""The certificate of a server, its key, and whose certificates clients must show."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import grpc
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from optimizer.service.security.watched_files import (
    Content,
    UnusableFileError,
    WatchedFiles,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CertificateFiles:
    """Where the parts of a server's identity are, all of them PEM files.

    Attributes
    ----------
    certificate
        Its certificate, then those of the authorities up to one that clients know.
    key
        The private key of the certificate, without a passphrase.
    client_authority
        Certificates of authorities, one of which must have signed the client's; None
        asks clients for none.
    """

    certificate: Path
    key: Path
    client_authority: Path | None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All files that there are."""
        paths = (self.certificate, self.key, self.client_authority)
        return tuple(path for path in paths if path is not None)


def server_credentials(files: CertificateFiles) -> grpc.ServerCredentials:
    """Make credentials that take up new files with the next connection.

    Connections that stand keep what they began with.

    Raises
    ------
    UnusableFileError
        When a file cannot be used.
    """
    watched = WatchedFiles(files.paths, _configuration)
    used = watched.current()

    def fetch() -> grpc.ServerCertificateConfiguration | None:
        nonlocal used
        found = watched.current()
        if found is used:
            return None
        used = found
        return found

    return grpc.dynamic_ssl_server_credentials(
        used,
        # None says that nothing has changed, which the types of gRPC leave out.
        cast("Callable[[], grpc.ServerCertificateConfiguration]", fetch),
        require_client_authentication=files.client_authority is not None,
    )


def _configuration(contents: Sequence[Content]) -> grpc.ServerCertificateConfiguration:
    certificate, key, *authorities = contents
    check_pair(certificate, key)
    for authority in authorities:
        certificates_in(authority)
    return grpc.ssl_server_certificate_configuration(
        [(key.data, certificate.data)],
        root_certificates=authorities[0].data if authorities else None,
    )


def check_pair(certificate: Content, key: Content) -> None:
    """Require that a key is that of the first certificate; warn of an expired one.

    Raises
    ------
    UnusableFileError
        When it is not, or either cannot be read.
    """
    first = certificates_in(certificate)[0]
    try:
        private_key = load_pem_private_key(key.data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        cause = "it holds no private key that can be read without a passphrase"
        raise UnusableFileError(key.path, f"{cause}; give one as PEM") from error
    if private_key.public_key() != first.public_key():
        cause = f"it is not the key of the first certificate in {certificate.path}"
        raise UnusableFileError(key.path, f"{cause}; give the files of one pair")
    # Callers refuse it; but new files are taken up, so the server need not end for it.
    if first.not_valid_after_utc <= datetime.now(UTC):
        logger.warning(
            "%s: the certificate expired on %s; put a new one there",
            certificate.path,
            first.not_valid_after_utc.date(),
        )


def certificates_in(content: Content) -> list[x509.Certificate]:
    """Return the certificates of a file.

    Raises
    ------
    UnusableFileError
        When it holds none.
    """
    try:
        return x509.load_pem_x509_certificates(content.data)
    except ValueError as error:
        cause = "it holds no certificate that can be read; give certificates as PEM"
        raise UnusableFileError(content.path, cause) from error
