"""Encryption of HTTP that takes up new files with the next connection."""

import ssl
from collections.abc import Sequence
from functools import partial

from optimizer.service.security.certificates import (
    CertificateFiles,
    certificates_in,
    check_pair,
)
from optimizer.service.security.watched_files import (
    Content,
    UnusableFileError,
    WatchedFiles,
)


def encryption_of(files: CertificateFiles) -> ssl.SSLContext:
    """Make what encrypts connections, by the files as they are when one comes in.

    Connections that stand keep what they began with.

    Raises
    ------
    UnusableFileError
        When a file cannot be used.
    """
    context = _FreshContext(ssl.PROTOCOL_TLS_SERVER)
    context.watched = WatchedFiles(files.paths, partial(_context_of, files))
    return context


class _FreshContext(ssl.SSLContext):
    """Leaves each connection to the context that the files make now."""

    watched: WatchedFiles[ssl.SSLContext]

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - as the class has it
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """Wrap a connection, which is how asyncio encrypts it."""
        return self.watched.current().wrap_bio(
            incoming, outgoing, server_side, server_hostname, session
        )


def _context_of(files: CertificateFiles, contents: Sequence[Content]) -> ssl.SSLContext:
    certificate, key, *authorities = contents
    check_pair(certificate, key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(files.certificate, files.key)
    except ssl.SSLError as error:
        cause = f"{error.reason}; give the files of one pair"
        raise UnusableFileError(certificate.path, cause) from error
    for authority in authorities:
        certificates_in(authority)
        context.load_verify_locations(cadata=authority.data.decode())
        context.verify_mode = ssl.CERT_REQUIRED
    return context
