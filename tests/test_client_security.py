"""Clients show who they are, know whom they talk to, and give no token away."""

from pathlib import Path

import grpc
import pytest
from certificates import HOSTS, Authority
from commands import words
from corridor_cli.application import app
from corridor_client import (
    AsyncClient,
    Client,
    CredentialsFileError,
    InvalidRequestError,
    PermissionDeniedError,
    RateLimitedError,
    ServerUnavailableError,
    Tls,
    UnauthenticatedError,
    local_server,
)
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from fake_server import GET_SERVER_INFO, fake_server
from serving import running_server
from typer.testing import CliRunner

from optimizer.service.security.static_tokens import line_of, new_token

TOKEN, PLANNER = new_token(), new_token()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def own(authority):
    return authority.issue("client", hosts=())


@pytest.fixture(scope="module")
def server(tmp_path_factory, authority):
    """A server that asks for everything that there is."""
    folder = tmp_path_factory.mktemp("server")
    pair = authority.issue("server", hosts=[*HOSTS, x509.DNSName("corridor.example")])
    lines = [line_of("a", ["write"], TOKEN), line_of("b", ["plan"], PLANNER)]
    (folder / "tokens").write_text("\n".join(lines))
    options = {
        "--tls-certificate": pair.certificate,
        "--tls-key": pair.key,
        "--tls-client-authority": authority.certificate,
        "--tokens": folder / "tokens",
    }
    arguments = [str(word) for option in options.items() for word in option]
    with running_server(folder, *arguments) as running:
        yield running


@pytest.fixture
def tls(authority, own):
    return Tls(roots=authority.certificate, certificate=own.certificate, key=own.key)


@pytest.mark.integration
async def test_both_clients_get_in_by_certificate_and_token(server, tls):
    """Streams too: each kind of call has to bring the token."""
    with Client(server.address, token=TOKEN, tls=tls) as client:
        assert client.list_datasets()
        assert next(client.compare_scenarios("middle-corridor")).position == 0
    async with AsyncClient(server.address, token=TOKEN, tls=tls) as client:
        assert await client.list_datasets()


@pytest.mark.integration
def test_the_name_on_the_certificate_may_be_given(server, authority, own):
    """Where the address is a tunnel's or a number."""
    names = {"corridor.example": True, "other.example": False}
    for name, is_right in names.items():
        tls = Tls(
            roots=authority.certificate,
            certificate=own.certificate,
            key=own.key,
            server_name=name,
        )
        with Client(server.address, token=TOKEN, tls=tls) as client:
            try:
                client.list_datasets()
            except ServerUnavailableError:
                assert not is_right
            else:
                assert is_right


@pytest.mark.integration
@pytest.mark.parametrize(
    ("token", "error", "reason"),
    [
        (None, UnauthenticatedError, "CREDENTIALS_MISSING"),
        (new_token(), UnauthenticatedError, "TOKEN_INVALID"),
        (PLANNER, PermissionDeniedError, "SCOPE_MISSING"),
    ],
    ids=["none", "unknown", "of a planner"],
)
def test_a_refusal_has_a_class_of_its_own(server, tls, tmp_path, token, error, reason):
    """What to do about it differs."""
    (tmp_path / "rows.json").write_text("{}")
    with (
        Client(server.address, token=token, tls=tls) as client,
        pytest.raises(error) as refusal,
    ):
        client.import_dataset(tmp_path / "rows.json")

    assert refusal.value.reason == reason


def test_being_too_fast_is_a_kind_of_being_refused_for_now():
    """Whoever tries again after ``retry_after`` need not know why."""
    assert issubclass(RateLimitedError, ServerUnavailableError)


@pytest.mark.integration
def test_a_server_that_cannot_be_trusted_is_said_so(server):
    """The commonest slip is the wrong roots."""
    with (
        Client(server.address, token=TOKEN, tls=Tls()) as client,
        pytest.raises(ServerUnavailableError, match="no secure connection"),
    ):
        client.list_datasets()


@pytest.mark.integration
def test_without_the_certificate_that_is_asked_for_no_server_answers(server, authority):
    """The server ends the connection without a word."""
    tls = Tls(roots=authority.certificate)
    with (
        Client(server.address, token=TOKEN, tls=tls) as client,
        pytest.raises(ServerUnavailableError, match="certificate of the client"),
    ):
        client.list_datasets()


@pytest.mark.integration
def test_plaintext_to_a_server_that_asks_for_tls_says_so(server):
    """The server hangs up without a word."""
    with (
        Client(server.address) as client,
        pytest.raises(ServerUnavailableError, match="asks for TLS"),
    ):
        client.list_datasets()


class Heard:
    """What a fake server hears of the metadata."""

    def __init__(self):
        self.tokens = []

    def __call__(self, _, context):
        given = dict(context.invocation_metadata())
        self.tokens.append(given.get("authorization"))
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "who?")


@pytest.mark.parametrize("token", [None, "abc"])
def test_a_token_goes_in_the_metadata_and_only_where_there_is_one(token):
    """As every service on the web has it."""
    heard = Heard()
    with fake_server() as server:
        server.answers[GET_SERVER_INFO] = heard
        with (
            Client(server.address, token=token) as client,
            pytest.raises(UnauthenticatedError, match="give a token"),
        ):
            client.get_server_info()

    assert heard.tokens == [token and f"Bearer {token}"]


@pytest.mark.parametrize(
    ("address", "is_refused"),
    [
        ("corridor.example:50051", True),
        ("10.0.0.1:50051", True),
        ("[2001:db8::1]:50051", True),
        ("0.0.0.0:50051", True),
        ("127.0.0.1.example:50051", True),
        ("localhost:50051", False),
        ("127.0.0.1:50051", False),
        ("[::1]:50051", False),
        ("unix:a.sock", False),
    ],
)
def test_a_token_does_not_leave_this_machine_in_plaintext(address, is_refused):
    """Whoever is on the way could use it from then on."""
    if is_refused:
        with pytest.raises(InvalidRequestError, match="in plaintext") as error:
            Client(address, token=TOKEN)
        assert TOKEN not in str(error.value)
    else:
        Client(address, token=TOKEN).close()
    Client(address, token=TOKEN, allow_plain_token=True).close()
    Client(address, token=TOKEN, tls=Tls()).close()


@pytest.mark.parametrize("token", ["", "two words", "line\n", "é"])
def test_what_cannot_be_a_token_is_refused_without_showing_it(token):
    """A stray line end is the usual slip, and gRPC would say what the token is."""
    with pytest.raises(InvalidRequestError, match="give it as you got it"):
        Client("localhost:1", token=token)


def test_a_certificate_without_its_key_is_refused(own):
    """Half of a pair is a slip."""
    with pytest.raises(InvalidRequestError, match="give both or neither"):
        Client("localhost:1", tls=Tls(certificate=own.certificate))


@pytest.mark.parametrize(
    ("name", "fault"), [("nowhere.pem", "No such file"), ("no.pem", "no PEM file")]
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, name, fault):
    """gRPC would fail with every call, and not say why."""
    (tmp_path / "no.pem").write_text("x")
    with pytest.raises(CredentialsFileError, match=fault) as error:
        Client("localhost:1", tls=Tls(roots=tmp_path / name))

    assert error.value.path == tmp_path / name


def test_a_key_of_another_certificate_is_refused(tmp_path, authority, own):
    """gRPC would fail with every call, and not say why."""
    key = ec.generate_private_key(ec.SECP256R1())
    other = tmp_path / "other.pem"
    other.write_bytes(pem_of(key, NoEncryption()))
    tls = Tls(roots=authority.certificate, certificate=own.certificate, key=other)
    with pytest.raises(CredentialsFileError, match="not the key of") as error:
        Client("localhost:1", tls=tls)

    assert error.value.path == other


def test_a_key_with_a_passphrase_is_refused(tmp_path, own):
    """Nobody is asked for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    locked = tmp_path / "locked.pem"
    locked.write_bytes(pem_of(key, BestAvailableEncryption(b"secret")))
    with pytest.raises(CredentialsFileError, match="has a passphrase"):
        Client("localhost:1", tls=Tls(certificate=own.certificate, key=locked))


def pem_of(key, encryption):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def corridor(*arguments, **variables):
    environment = {"COLUMNS": None, **variables}
    return CliRunner().invoke(app, arguments, env=environment)


@pytest.fixture
def variables(authority, own):
    return {
        "CORRIDOR_TOKEN": TOKEN,
        "CORRIDOR_TLS_ROOTS": str(authority.certificate),
        "CORRIDOR_TLS_CERTIFICATE": str(own.certificate),
        "CORRIDOR_TLS_KEY": str(own.key),
    }


@pytest.mark.integration
def test_every_command_gets_in_by_variables(server, variables):
    """No option has to be repeated."""
    done = corridor("datasets", "--server", server.address, **variables)

    assert (done.exit_code, done.stderr) == (0, "")
    assert "middle-corridor" in done.stdout


@pytest.mark.integration
def test_options_before_the_command_do_the_same(server, variables):
    """Each has the name of its variable."""
    options = [
        word
        for name, text in variables.items()
        for word in (
            "--" + name.removeprefix("CORRIDOR_").lower().replace("_", "-"),
            text,
        )
    ]
    done = corridor(*options, "datasets", "--server", server.address)

    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.integration
def test_a_command_without_a_token_says_what_is_missing(server, variables):
    """It is the caller who has to do something, so the exit code is that of bad input."""
    variables["CORRIDOR_TOKEN"] = ""
    done = corridor("datasets", "--server", server.address, **variables)

    assert done.exit_code == 2
    assert "the call needs a token" in words(done.stderr)


def test_the_authorities_of_the_system_are_a_word(monkeypatch):
    """A server with a certificate that everybody knows needs no file."""
    made = []

    class Noted:
        def __init__(self, _, **given):
            made.append(given)
            raise CredentialsFileError(Path("x"), "enough")

    monkeypatch.setattr("corridor_cli.connection.Client", Noted)
    corridor("datasets", "--server", "a.example:1", CORRIDOR_TLS_ROOTS="system")

    assert [given["tls"] for given in made] == [Tls()]


@pytest.mark.integration
def test_a_private_server_takes_none_of_it(variables, monkeypatch):
    """Neither its start nor its callers' calls depend on what is set for others."""
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    environment = local_server._environment()
    done = corridor("datasets", CORRIDOR_SERVER=None, CORRIDOR_RATE="1", **variables)

    assert not variables.keys() & environment.keys()
    assert (done.exit_code, "middle-corridor" in done.stdout) == (0, True)


def test_the_command_that_makes_tokens_is_the_servers(monkeypatch):
    """The client has no way of its own to make them."""
    commands = []
    monkeypatch.setattr("os.execv", lambda _, command: commands.append(command))
    corridor("token", "--caller", "reports", "--scopes", "plan")

    assert [command[-6:] for command in commands] == [
        ["optimizer", "token", "--caller", "reports", "--scopes", "plan"]
    ]
    assert Path(commands[0][0]).is_file()
