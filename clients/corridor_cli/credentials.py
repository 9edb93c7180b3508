"""Who the command is, for servers that ask: options before the command, or variables."""

from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

import typer
from corridor_client import Tls
from corridor_client.credentials import Credentials

SYSTEM = "system"
"""Stands for the authorities of the system."""

_given: ContextVar[Credentials] = ContextVar("_given")


def given_credentials() -> Credentials:
    """Return what the command was given; for private servers nothing is needed."""
    return _given.get(Credentials())


def take_credentials(
    *,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            metavar="TOKEN",
            envvar="CORRIDOR_TOKEN",
            help="Shows a server who calls. Others on this machine see options, and do "
            "not see variables.",
        ),
    ] = None,
    tls_roots: Annotated[
        str | None,
        typer.Option(
            "--tls-roots",
            metavar="FILE",
            envvar="CORRIDOR_TLS_ROOTS",
            help="Encrypt, and trust a server whose certificate is of one of these "
            f"authorities, a PEM file, or {SYSTEM} for those of the system.",
        ),
    ] = None,
    tls_certificate: Annotated[
        str | None,
        typer.Option(
            "--tls-certificate",
            metavar="FILE",
            envvar="CORRIDOR_TLS_CERTIFICATE",
            help="Encrypt, and show the server this certificate, a PEM file.",
        ),
    ] = None,
    tls_key: Annotated[
        str | None,
        typer.Option(
            "--tls-key",
            metavar="FILE",
            envvar="CORRIDOR_TLS_KEY",
            help="PEM file with the private key of that certificate.",
        ),
    ] = None,
) -> None:
    """Note who the command is."""
    is_secured = any((tls_roots, tls_certificate, tls_key))
    tls = Tls(
        roots=None if tls_roots == SYSTEM else _path(tls_roots),
        certificate=_path(tls_certificate),
        key=_path(tls_key),
    )
    _given.set(Credentials(token=token or None, tls=tls if is_secured else None))


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
