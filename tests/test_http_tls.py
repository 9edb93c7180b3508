"""HTTP is encrypted as gRPC is: the same certificates, and callers that must show one."""

import http.client
import json
import re
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
    """A server with a certificate, and the port on which it takes HTTPS."""
    pair = authority.issue("server")
    words = ["--tls-certificate", pair.certificate, "--tls-key", pair.key, *options]
    with running_server(folder, "--http-address", ANY_PORT, *map(str, words)) as server:
        wait_until(lambda: "JSON over HTTP" in server.log.read_text())
        yield int(re.search(r"https://[^:\s]+:(\d+)", server.log.read_text())[1])


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
    with encrypted_server(tmp_path, authority) as port:
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
    with encrypted_server(tmp_path, authority, *options) as port:
        context = trusting(authority)
        with pytest.raises((ssl.SSLError, OSError)):
            names_of(port, context)
        context.load_cert_chain(own.certificate, own.key)

        assert names_of(port, context)
