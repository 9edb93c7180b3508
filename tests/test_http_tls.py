"""HTTP is encrypted as gRPC is: the same certificates, and callers that must show one."""

import http.client
import json
import re
import socket
import ssl
from contextlib import contextmanager

import pytest
from certificates import Authority
from processes import wait_until
from serving import ANY_PORT, PATIENCE, running_server

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@contextmanager
def encrypted_server(folder, authority, *options):
    """A server with a certificate, the port on which it takes HTTPS, and its files."""
    pair = authority.issue("server")
    words = ["--tls-certificate", pair.certificate, "--tls-key", pair.key, *options]
    with running_server(folder, "--http-address", ANY_PORT, *map(str, words)) as server:
        wait_until(lambda: "JSON over HTTP" in server.log.read_text())
        port = re.search(r"https://[^:\s]+:(\d+)", server.log.read_text())[1]
        yield int(port), pair


def names_of(port, context):
    """Names of the datasets, as somebody with these credentials hears them."""
    connection = http.client.HTTPSConnection(
        "localhost", port, timeout=PATIENCE, context=context
    )
    try:
        connection.request("GET", "/v1/datasets")
        answer = json.loads(connection.getresponse().read())
        return [dataset["name"] for dataset in answer["datasets"]]
    finally:
        connection.close()


def trusting(authority):
    context = ssl.create_default_context(cafile=str(authority.certificate))
    # The authority of the tests is a small one, without identifiers of keys.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def test_who_trusts_the_authority_is_answered(tmp_path, authority):
    """And nobody in plaintext, nor who trusts another."""
    with encrypted_server(tmp_path, authority) as (port, _):
        assert "datasets/middle-corridor" in names_of(port, trusting(authority))
        with pytest.raises(ssl.SSLCertVerificationError):
            names_of(port, ssl.create_default_context())
        connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        connection.request("GET", "/v1/datasets")
        with pytest.raises((http.client.HTTPException, OSError)):
            connection.getresponse()


def test_a_caller_shows_a_certificate_where_one_is_asked_for(tmp_path, authority):
    """As over gRPC: without one there is no connection."""
    own = authority.issue("client", hosts=())
    options = ("--tls-client-authority", authority.certificate)
    with encrypted_server(tmp_path, authority, *options) as (port, _):
        context = trusting(authority)
        with pytest.raises((ssl.SSLError, OSError)):
            names_of(port, context)
        context.load_cert_chain(own.certificate, own.key)

        assert names_of(port, context)


def shown_certificate(port):
    """The certificate that a new connection is shown."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("localhost", port), PATIENCE) as plain,
        context.wrap_socket(plain) as secured,
    ):
        return secured.getpeercert(binary_form=True)


def test_a_new_certificate_is_taken_up_without_a_restart(tmp_path, authority):
    """One that cannot be used is not, and the one before still holds."""
    with encrypted_server(tmp_path, authority) as (port, files):
        first = shown_certificate(port)
        new = authority.issue("new")
        files.replace(new)
        second = shown_certificate(port)
        files.key.write_text("no key")
        third = shown_certificate(port)

    assert first != second == new.der() == third


def test_callers_of_a_new_authority_are_let_in_and_those_of_the_old_one_not(
    tmp_path, authority
):
    """As soon as its file is there."""
    known = tmp_path / "known.pem"
    known.write_bytes(authority.certificate.read_bytes())
    other = Authority(tmp_path, "other")
    callers = {"old": authority.issue("old"), "new": other.issue("new")}

    def is_let_in(port, caller):
        context = trusting(authority)
        context.load_cert_chain(callers[caller].certificate, callers[caller].key)
        try:
            return bool(names_of(port, context))
        except OSError:
            return False

    with encrypted_server(tmp_path, authority, "--tls-client-authority", known) as (
        port,
        _,
    ):
        before = [is_let_in(port, caller) for caller in ("old", "new")]
        known.write_bytes(other.certificate.read_bytes())
        after = [is_let_in(port, caller) for caller in ("old", "new")]

    assert (before, after) == ([True, False], [False, True])
