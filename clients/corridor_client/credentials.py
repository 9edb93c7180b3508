"""How a client shows who it is, and knows whom it talks to."""

import re
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import grpc

from corridor_client.errors import CredentialsFileError, InvalidRequestError

_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")
_HOST = re.compile(r"(?:\[([^\]]*)\]|([^:]*)):\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """How a connection is encrypted, and each side known to the other.

    Attributes
    ----------
    roots
        PEM file with the authorities that the server's certificate may be of; None for
        those of the system, or where it names none, those that come with gRPC.
    certificate, key
        PEM files with the client's own certificate and its private key, for servers that
        ask for one; None for neither.
    server_name
        Name on the server's certificate; empty where it is the host of the address.
    """

    roots: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    server_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a connection is made with.

    Attributes
    ----------
    token
        Shown to the server with each call; None for none.
    tls
        How it is encrypted; None leaves it in plaintext.
    allow_plain_token
        Whether the token may go in plaintext to other machines.
    """

    token: str | None = None
    tls: Tls | None = None
    allow_plain_token: bool = False

    def require_fit(self, address: str) -> None:
        """Make sure that they are in order and nobody on the way gets to see the token.

        Raises
        ------
        InvalidRequestError
            When one is not.
        """
        tls = self.tls
        if tls is not None and (tls.certificate is None) != (tls.key is None):
            msg = "tls has a certificate or a key alone; give both or neither"
            raise InvalidRequestError(msg)
        if self.token is None:
            return
        if not _TOKEN.fullmatch(self.token):
            msg = "the token has characters that no token has; give it as you got it"
            raise InvalidRequestError(msg)
        is_seen = tls is None and not _is_this_machine(address)
        if is_seen and not self.allow_plain_token:
            msg = (
                f"the token would go to {address} in plaintext, for all on the way to see; "
                "give tls as well"
            )
            raise InvalidRequestError(msg)

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes with each call."""
        if self.token is None:
            return ()
        return (("authorization", f"Bearer {self.token}"),)

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Options of the channel."""
        if self.tls is None or not self.tls.server_name:
            return ()
        return (("grpc.ssl_target_name_override", self.tls.server_name),)

    def for_channel(self) -> grpc.ChannelCredentials | None:
        """Read the files; None for plaintext.

        Raises
        ------
        CredentialsFileError
            When one cannot be read, or the key is not that of the certificate.
        """
        tls = self.tls
        if tls is None:
            return None
        if tls.certificate is not None and tls.key is not None:
            _require_pair(tls.certificate, tls.key)
        return grpc.ssl_channel_credentials(
            _roots() if tls.roots is None else _content(tls.roots),
            None if tls.key is None else _content(tls.key),
            None if tls.certificate is None else _content(tls.certificate),
        )


def _is_this_machine(address: str) -> bool:
    match = _HOST.fullmatch(address)
    if match is None:  # A Unix socket.
        return True
    host = match[1] or match[2]
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _roots() -> bytes | None:
    file = ssl.get_default_verify_paths().cafile
    return None if file is None else _content(Path(file))


def _require_pair(certificate: Path, key: Path) -> None:
    """Make sure that a key is of a certificate, of which gRPC says nothing."""
    for path in (certificate, key):
        _content(path)

    def passphrase() -> str:
        raise CredentialsFileError(key, "it has a passphrase; give the key without it")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_cert_chain(certificate, key, password=passphrase)
    except ssl.SSLError as error:
        fault = f"it is not the key of {certificate}, or one of them is damaged"
        raise CredentialsFileError(key, fault) from error


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CredentialsFileError(path, error.strerror or str(error)) from error
    # gRPC takes whatever it is given, and fails with every call.
    if b"-----BEGIN " not in content:
        raise CredentialsFileError(path, "it is no PEM file")
    return content
