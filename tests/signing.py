"""Keys that sign tokens, and tokens that they sign."""

import json
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm

HOUR = timedelta(hours=1)


class Signer:
    """Somebody who vouches for callers."""

    def __init__(self, key_id="first"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = key_id

    @property
    def pem(self):
        return self.key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )

    @property
    def jwk(self):
        return {
            **json.loads(ECAlgorithm.to_jwk(self.key.public_key())),
            "kid": self.key_id,
        }

    def token(self, *, headers=None, until=HOUR, **claims):
        """Sign a token of a caller that may plan; what is None is left out."""
        all_claims = {
            "sub": "somebody",
            "scope": "plan",
            "exp": datetime.now(UTC) + until,
            **claims,
        }
        given = {name: claim for name, claim in all_claims.items() if claim is not None}
        return jwt.encode(given, self.key, "ES256", headers=headers)


def key_set(*signers):
    """The public keys of signers as one file."""
    return json.dumps({"keys": [signer.jwk for signer in signers]})
