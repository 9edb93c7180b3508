"""Certificates made for a test, and the files that they are in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
HOSTS = (
    x509.DNSName("localhost"),
    x509.IPAddress(ip_address("127.0.0.1")),
)


@dataclass
class Pair:
    """A certificate and its key, as files."""

    certificate: Path
    key: Path

    def replace(self, other):
        """Put the files of another pair in the place of these."""
        self.key.write_bytes(other.key.read_bytes())
        self.certificate.write_bytes(other.certificate.read_bytes())

    def der(self):
        """The certificate as it goes over the wire."""
        loaded = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        return loaded.public_bytes(Encoding.DER)


class Authority:
    """Signs certificates; its own is in the file ``certificate``."""

    def __init__(self, folder, name="authority"):
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = named(name)
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        own = _builder(self._name, self._name, self._key.public_key()).add_extension(
            constraints, critical=True
        )
        self.certificate = folder / f"{name}.pem"
        self.certificate.write_bytes(_pem(own.sign(self._key, hashes.SHA256())))

    def issue(self, name, *, until=DAY, hosts=HOSTS):
        """Make a certificate that holds from yesterday until so far from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(named(name), self._name, key.public_key(), until)
        if hosts:
            builder = builder.add_extension(
                x509.SubjectAlternativeName(hosts), critical=False
            )
        pair = Pair(self.folder / f"{name}.pem", self.folder / f"{name}-key.pem")
        pair.certificate.write_bytes(_pem(builder.sign(self._key, hashes.SHA256())))
        pair.key.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return pair


def named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(subject, issuer, key, until=DAY):
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 2 * DAY)
        .not_valid_after(now + until)
    )


def _pem(certificate):
    return certificate.public_bytes(Encoding.PEM)
