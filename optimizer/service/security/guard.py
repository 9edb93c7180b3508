"""The gate of a server: who may make which calls, and how often."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from urllib.parse import unquote

from optimizer.errors import (
    CredentialsMissingError,
    ScopeMissingError,
    TokenInvalidError,
)
from optimizer.service.reception import Context
from optimizer.service.security.authorization import required_scope
from optimizer.service.security.callers import Caller, TokenReader
from optimizer.service.security.rates import Rates
from optimizer.service.security.scopes import EVERY_SCOPE

AUTHORIZATION = "authorization"
"""Metadata that brings a token, as ``Bearer TOKEN``."""

_SCHEME = "bearer"
_NETWORK_BITS = 64
_CERTIFICATE_NAMES = ("x509_common_name", "x509_subject_alternative_name")


class Guard:
    """Lets those in who may call.

    Parameters
    ----------
    readers
        Who tells whose a token is; none where no tokens are asked for.
    rates
        How often each caller may call.
    """

    def __init__(self, readers: Sequence[TokenReader], rates: Rates) -> None:
        self._readers = tuple(readers)
        self._rates = rates

    async def admit(self, name: str, context: Context) -> str:
        """Return who calls a method; empty where that is not known.

        Raises
        ------
        CredentialsMissingError, TokenInvalidError, TokenExpiredError
            When a token is needed and is not there, or not good.
        ScopeMissingError
            When the caller may not call the method.
        RateLimitedError
            When it calls too often.
        """
        scope = required_scope(name)
        if scope is None:
            return ""
        caller = self._caller_of(context)
        if caller is None:
            self._rates.take(_origin_of(context))
            return ""
        if scope not in caller.scopes:
            raise ScopeMissingError(scope, caller.shown_name)
        self._rates.take(f"{caller.kind} {caller.name}", caller.shown_name)
        return caller.shown_name

    def _caller_of(self, context: Context) -> Caller | None:
        """Find out who calls; None where nobody is asked."""
        if not self._readers:
            return _certified(context)
        token = _token_of(context)
        for reader in self._readers:
            caller = reader.caller_of(token)
            if caller is not None:
                return caller
        raise TokenInvalidError


def _token_of(context: Context) -> str:
    metadata = context.invocation_metadata() or ()
    found = [str(value) for key, value in metadata if key == AUTHORIZATION]
    if not found:
        raise CredentialsMissingError
    scheme, _, token = found[0].strip().partition(" ")
    if len(found) > 1 or scheme.lower() != _SCHEME:
        raise TokenInvalidError
    return token.strip()


def _certified(context: Context) -> Caller | None:
    """Return whom a client's certificate names; None where there is none."""
    facts = context.auth_context()
    for kind in _CERTIFICATE_NAMES:
        for name in facts.get(kind, ()):
            return Caller("certificate", name.decode(errors="replace"), EVERY_SCOPE)
    return None


def _origin_of(context: Context) -> str:
    """Return where an unknown caller is; empty where all are on this machine's socket.

    Whoever has one IPv6 address has as many of its network as they like.
    """
    family, _, rest = unquote(context.peer()).partition(":")
    if family not in {"ipv4", "ipv6"}:
        return ""
    host = rest.rpartition(":")[0].strip("[]").partition("%")[0]
    address = ip_address(host)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return f"address {int(address) >> _NETWORK_BITS:x}"
    return f"address {address}"
