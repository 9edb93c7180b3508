"""What secures a server, put together from its settings."""

from dataclasses import dataclass

import grpc

from optimizer.service.listening import CannotListenError
from optimizer.service.security.callers import TokenReader
from optimizer.service.security.certificates import CertificateFiles, server_credentials
from optimizer.service.security.guard import Guard
from optimizer.service.security.plaintext import OPEN_TO_OTHERS, is_for_this_machine
from optimizer.service.security.rates import Rates
from optimizer.service.security.signed_tokens import SignedTokens
from optimizer.service.security.static_tokens import StaticTokens
from optimizer.service.settings import Settings


@dataclass(frozen=True, slots=True)
class Security:
    """What secures a server.

    Attributes
    ----------
    gate
        Who may call.
    certificates
        Files with which connections are encrypted; None leaves them in plaintext.
    credentials
        The same for gRPC.
    """

    gate: Guard
    certificates: CertificateFiles | None
    credentials: grpc.ServerCredentials | None


def security_of(settings: Settings) -> Security:
    """Make what secures a server.

    Raises
    ------
    UnusableFileError
        When a file that it rests on cannot be used.
    CannotListenError
        When others would reach an address that is not encrypted.
    """
    certificates = _certificates_of(settings)
    credentials = None if certificates is None else server_credentials(certificates)
    if certificates is None and not settings.insecure:
        for address in filter(None, (settings.address, settings.http_address)):
            if not is_for_this_machine(address):
                raise CannotListenError(address, OPEN_TO_OTHERS)
    gate = Guard(_readers_of(settings), Rates(settings.rate))
    return Security(gate, certificates, credentials)


def _certificates_of(settings: Settings) -> CertificateFiles | None:
    certificate, key = settings.tls_certificate, settings.tls_key
    if certificate is None or key is None:
        return None
    return CertificateFiles(certificate, key, settings.tls_client_authority)


def _readers_of(settings: Settings) -> tuple[TokenReader, ...]:
    readers: list[TokenReader] = []
    if settings.tokens is not None:
        readers.append(StaticTokens(settings.tokens))
    if settings.jwt_keys is not None:
        audience, issuer = settings.jwt_audience, settings.jwt_issuer
        readers.append(SignedTokens(settings.jwt_keys, audience, issuer))
    return tuple(readers)
