"""Tokens that somebody else signs, such as a sign-on service: JSON web tokens.

Their ``sub`` names the caller, their ``scope`` says what for (words with spaces between,
of which those of other services are passed over), and their ``exp`` when they end.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import jwt

from optimizer.errors import TokenExpiredError
from optimizer.service.security.callers import Caller
from optimizer.service.security.scopes import Scope, with_included
from optimizer.service.security.verification_keys import VerificationKey, keys_in
from optimizer.service.security.watched_files import WatchedFiles

KIND = "jwt"
"""Kind of the callers."""

CLOCK_LEEWAY = timedelta(seconds=30)
"""How far the clocks of whoever signs and of the server may be apart."""

LENGTH_LIMIT = 8192
"""Most characters of a token."""


class SignedTokens:
    """The callers for whom the owner of a key vouches.

    Parameters
    ----------
    path
        File with the public keys.
    audience
        Whom tokens must be for; where it is empty, they may be for nobody in particular.
    issuer
        Who must have made them; empty for whoever has the key.

    Raises
    ------
    UnusableFileError
        When the file cannot be used.
    """

    def __init__(self, path: Path, audience: str, issuer: str) -> None:
        self._keys = WatchedFiles([path], keys_in)
        self._audience = audience or None
        self._issuer = issuer or None

    def caller_of(self, token: str) -> Caller | None:
        """Return whose a token is; None for one that is not accepted.

        Raises
        ------
        TokenExpiredError
            When it was good once.
        """
        if len(token) > LENGTH_LIMIT:
            return None
        keys = self._keys.current()
        try:
            claims = self._claims_of(token, keys)
            return _caller_in(claims)
        except jwt.ExpiredSignatureError:
            raise TokenExpiredError from None
        except Exception:
            # A hostile token may make the libraries raise anything, with itself in the
            # text, which is not for the log.
            return None

    def _claims_of(
        self, token: str, keys: Mapping[str, VerificationKey]
    ) -> Mapping[str, object]:
        key = _key_for(jwt.get_unverified_header(token).get("kid"), keys)
        return jwt.decode(
            token,
            key.key,
            algorithms=list(key.algorithms),
            audience=self._audience,
            issuer=self._issuer,
            leeway=CLOCK_LEEWAY,
            options={"require": ["exp", "sub"]},
        )


def _key_for(key_id: object, keys: Mapping[str, VerificationKey]) -> VerificationKey:
    if isinstance(key_id, str) and key_id in keys:
        return keys[key_id]
    (only,) = keys.values()
    if key_id is not None and "" not in keys:
        msg = "the key is another"
        raise ValueError(msg)
    return only


def _caller_in(claims: Mapping[str, object]) -> Caller | None:
    name, words = claims["sub"], claims.get("scope", "")
    if not isinstance(name, str) or not isinstance(words, str) or not name:
        return None
    known = set(words.split()) & set(Scope)
    return Caller(KIND, name, with_included(map(Scope, known)))
