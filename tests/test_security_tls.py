"""Connections are encrypted, each side knows the other, and certificates change."""

import os
import socket
import ssl
import time
from functools import partial

import grpc
import pytest
from certificates import DAY, Authority
from corridor.v1 import dataset_service_pb2, dataset_service_pb2_grpc
from serving import ANY_PORT, PATIENCE, running_server, start

from optimizer.service.command import main

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """An authority that nobody here knows."""
    return Authority(tmp_path_factory.mktemp("stranger"), "stranger")


def tls_options(pair):
    return ["--tls-certificate", str(pair.certificate), "--tls-key", str(pair.key)]


@pytest.fixture(scope="module")
def identity(authority):
    """Files of the servers, which tests may change."""
    return authority.issue("server")


@pytest.fixture(scope="module")
def server(tmp_path_factory, identity):
    folder = tmp_path_factory.mktemp("server")
    with running_server(folder, *tls_options(identity)) as running:
        yield running


@pytest.fixture(scope="module")
def mutual(tmp_path_factory, authority):
    """A server that asks for certificates."""
    folder = tmp_path_factory.mktemp("mutual")
    options = ["--tls-client-authority", str(authority.certificate)]
    pair = authority.issue("mutual")
    with running_server(folder, *tls_options(pair), *options) as running:
        yield running


def list_datasets(server, roots, pair=None):
    """Make one call over a connection of its own."""
    credentials = grpc.ssl_channel_credentials(
        roots.certificate.read_bytes(),
        pair and pair.key.read_bytes(),
        pair and pair.certificate.read_bytes(),
    )
    with grpc.secure_channel(server.address, credentials, OWN_CONNECTION) as channel:
        stub = dataset_service_pb2_grpc.DatasetServiceStub(channel)
        request = dataset_service_pb2.ListDatasetsRequest()
        return stub.ListDatasets(request, timeout=PATIENCE).datasets


OWN_CONNECTION = [("grpc.use_local_subchannel_pool", 1)]


def is_refused(call):
    """Whether no connection comes about."""
    with pytest.raises(grpc.RpcError) as error:
        call()
    return error.value.code() is grpc.StatusCode.UNAVAILABLE


def shown_certificate(server):
    """The certificate that a new connection is shown."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["h2"])
    host, _, port = server.address.rpartition(":")
    with (
        socket.create_connection((host, int(port)), PATIENCE) as plain,
        context.wrap_socket(plain) as secured,
    ):
        return secured.getpeercert(binary_form=True)


def test_who_knows_the_authority_may_call(server, authority):
    """The address that the server prints is the one on its certificate."""
    assert list_datasets(server, authority)


def test_who_knows_another_authority_does_not_trust_the_server(server, stranger):
    """Somebody in between could show any certificate."""
    assert is_refused(partial(list_datasets, server, stranger))


def test_plaintext_gets_no_answer(server):
    """There is no way around."""
    call = partial(
        server.datasets.ListDatasets,
        dataset_service_pb2.ListDatasetsRequest(),
        timeout=PATIENCE,
    )

    assert is_refused(call)


def test_callers_show_a_certificate_where_that_is_asked(mutual, authority):
    """Its name is the caller's in the log."""
    assert list_datasets(mutual, authority, authority.issue("planning", hosts=()))
    assert "DatasetService/ListDatasets OK" in mutual.log.read_text()
    assert " ms by planning\n" in mutual.log.read_text()


@pytest.mark.parametrize("kind", ["none", "expired", "of a stranger"])
def test_no_other_certificate_will_do(mutual, authority, stranger, kind):
    """Whoever has none, an old one, or one that anybody could make, is not let in."""
    pair = {
        "none": lambda: None,
        "expired": lambda: authority.issue("old", until=-DAY),
        "of a stranger": lambda: stranger.issue("planning"),
    }[kind]()

    assert is_refused(partial(list_datasets, mutual, authority, pair))


def test_a_new_certificate_is_taken_up_without_a_restart(server, authority, identity):
    """The port stays, and so do the calls of connections that stand."""
    new = authority.issue("new")
    identity.replace(new)

    assert shown_certificate(server) == new.der()
    assert list_datasets(server, authority)


def test_files_that_do_not_fit_change_nothing(server, authority, identity):
    """Between the writing of two files, and after a slip, the old pair goes on."""
    before = shown_certificate(server)
    key = identity.key.read_bytes()
    identity.key.write_bytes(authority.issue("other").key.read_bytes())

    assert shown_certificate(server) == before
    assert "it is not the key of the first certificate" in server.log.read_text()

    identity.key.write_bytes(b"no key")

    assert shown_certificate(server) == before

    identity.key.unlink()

    assert shown_certificate(server) == before
    assert list_datasets(server, authority)
    identity.key.write_bytes(key)


def test_an_expired_certificate_is_refused_and_mended(server, authority, identity):
    """The server goes on and says so, for the next certificate heals it."""
    good = authority.issue("good")
    identity.replace(authority.issue("ended", until=-DAY))

    assert is_refused(partial(list_datasets, server, authority))
    assert "the certificate expired on" in server.log.read_text()

    identity.replace(good)

    assert list_datasets(server, authority)


def test_a_file_that_changes_unseen_is_seen_later(server, authority, identity):
    """What counts is the time of change, whichever way files are put in place."""
    new = authority.issue("moved")
    past = time.time() - 100
    for source, place in [
        (new.key, identity.key),
        (new.certificate, identity.certificate),
    ]:
        os.utime(source, (past, past))
        content = source.read_bytes()
        source.replace(place)
        source.write_bytes(content)

    assert shown_certificate(server) == new.der()


def test_a_taken_port_is_an_error_with_certificates_too(server, authority, tmp_path):
    """Two servers on one port would share its calls without anyone knowing."""
    pair = authority.issue("second")
    process = start(tmp_path / "log", "--address", server.address, *tls_options(pair))
    out, _ = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out) == (2, b"")
    assert "the port is taken" in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("certificate", "key", "complaint"),
    [
        ("a.pem", "b-key.pem", "b-key.pem: it is not the key of the first certificate"),
        ("a-key.pem", "a-key.pem", "a-key.pem: it holds no certificate"),
        ("a.pem", "a.pem", "a.pem: it holds no private key"),
        ("a.pem", "empty.pem", "empty.pem: it holds no private key"),
    ],
)
def test_files_of_no_pair_keep_a_server_from_starting(
    authority, capsys, certificate, key, complaint
):
    """Exit code 2, the file, and what is wrong with it."""
    authority.issue("a")
    authority.issue("b")
    (authority.folder / "empty.pem").write_bytes(b"")
    options = [
        *("--tls-certificate", str(authority.folder / certificate)),
        *("--tls-key", str(authority.folder / key)),
    ]

    assert main(["serve", "--address", ANY_PORT, *options]) == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--tls-certificate", "{a}"], "go together; give both or neither"),
        (["--tls-key", "{a}"], "go together; give both or neither"),
        (["--tls-client-authority", "{a}"], "needs tls_certificate and tls_key"),
        (["--tls-certificate", "no.pem"], "--tls-certificate: 'no.pem' is no file"),
    ],
)
def test_half_of_a_pair_is_an_error(authority, capsys, options, complaint):
    """Plaintext must not come about by leaving something out."""
    pair = authority.issue("a")
    given = [option.format(a=pair.certificate) for option in options]

    assert main(["serve", *given]) == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may read every file")
def test_a_file_that_may_not_be_read_is_an_error(authority, capsys):
    """Keys are often another user's."""
    pair = authority.issue("locked")
    pair.key.chmod(0)

    assert main(["serve", *tls_options(pair)]) == 2
    assert "locked-key.pem: Permission denied" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0"])
def test_plaintext_for_others_has_to_be_asked_for(capsys, address):
    """Tokens and volumes would be for all eyes on the way."""
    assert main(["serve", "--address", address]) == 2
    assert "other machines reach it" in capsys.readouterr().err


def test_plaintext_that_is_asked_for_is_served(tmp_path):
    """Where something in front of the server encrypts."""
    with running_server(tmp_path, "--insecure", address="0.0.0.0:0") as running:
        assert running.address.startswith("0.0.0.0:")
