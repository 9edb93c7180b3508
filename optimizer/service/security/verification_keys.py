"""Public keys by which signatures of tokens are checked: a PEM file or a JWK set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from optimizer.service.security.watched_files import Content, UnusableFileError

FORMAT = "give a public key as PEM, or public keys as a JWK set"
"""What the file holds, for people."""

LEAST_RSA_BITS = 2048
"""Shortest RSA key that is taken."""

_RSA_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVE_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}

type PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A public key.

    Attributes
    ----------
    key
        The key.
    algorithms
        Algorithms of the signatures that it checks. They follow from the key and never
        from a token, which would choose the weakest.
    """

    key: PublicKey
    algorithms: tuple[str, ...]


def keys_in(contents: Sequence[Content]) -> Mapping[str, VerificationKey]:
    """Read public keys by id; the id of a key without one is empty.

    Raises
    ------
    UnusableFileError
        When the file holds no such keys.
    """
    (content,) = contents
    try:
        if content.data.lstrip().startswith(b"{"):
            return _keys_of_set(content.data.decode())
        return {"": _key_of_pem(content.data)}
    except (ValueError, UnsupportedAlgorithm, jwt.PyJWTError) as error:
        cause = f"its keys cannot be used: {error}; {FORMAT}"
        raise UnusableFileError(content.path, cause) from error


def _key_of_pem(data: bytes) -> VerificationKey:
    if data.count(b"-----BEGIN ") > 1:
        msg = "it holds more than one"
        raise ValueError(msg)
    if b"-----BEGIN PUBLIC KEY-----" not in data:
        msg = "it holds no public key"
        raise ValueError(msg)
    return _checked(load_pem_public_key(data))


def _keys_of_set(text: str) -> dict[str, VerificationKey]:
    keys: dict[str, VerificationKey] = {}
    for each in jwt.PyJWKSet.from_json(text).keys:
        if each.public_key_use not in {None, "sig"}:
            continue
        if (each.key_id or "") in keys:
            msg = f"two keys have the id {each.key_id or ''!r}"
            raise ValueError(msg)
        keys[each.key_id or ""] = _checked(each.key)
    if not keys:
        msg = "none is for signatures"
        raise ValueError(msg)
    return keys


def _checked(key: object) -> VerificationKey:
    if isinstance(key, RSAPublicKey):
        if key.key_size < LEAST_RSA_BITS:
            msg = f"an RSA key has {key.key_size} bits, fewer than {LEAST_RSA_BITS}"
            raise ValueError(msg)
        return VerificationKey(key, _RSA_ALGORITHMS)
    if isinstance(key, Ed25519PublicKey):
        return VerificationKey(key, ("EdDSA",))
    if isinstance(key, EllipticCurvePublicKey) and key.curve.name in _CURVE_ALGORITHMS:
        return VerificationKey(key, (_CURVE_ALGORITHMS[key.curve.name],))
    msg = "one is neither a public RSA key, nor one of P-256, P-384, P-521 or Ed25519"
    raise ValueError(msg)
