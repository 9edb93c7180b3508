"""Tokens name their callers, files of them change, and nobody guesses one."""

import hashlib
import json
import logging
import os
import time
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from certificates import Authority
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm
from signing import Signer, key_set

from optimizer.errors import TokenExpiredError
from optimizer.service.command import main
from optimizer.service.security.scopes import EVERY_SCOPE, Scope
from optimizer.service.security.signed_tokens import SignedTokens
from optimizer.service.security.static_tokens import (
    StaticTokens,
    digest_of,
    line_of,
    new_token,
)
from optimizer.service.security.watched_files import UnusableFileError

TOKEN = "corridor_" + "k" * 43
DIGEST = digest_of(TOKEN)
SIGNER = Signer()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file"


def written(path, text):
    path.write_text(text)
    return path


def signed_tokens(path, content, audience="", issuer=""):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SignedTokens(path, audience, issuer)


def test_a_listed_token_names_its_caller(path):
    """Scopes bring those that they include."""
    tokens = StaticTokens(
        written(path, f"# ours\n\nreports write sha256:{DIGEST} #x\n")
    )
    caller = tokens.caller_of(TOKEN)

    assert (caller.name, caller.scopes) == ("reports", {Scope.PLAN, Scope.WRITE})
    assert tokens.caller_of(new_token()) is None
    assert tokens.caller_of(DIGEST) is None


def test_the_file_keeps_no_token():
    """Who reads it can call nothing."""
    line = line_of("reports", [Scope.PLAN], TOKEN)

    assert TOKEN not in line
    assert line.split()[2] == f"sha256:{hashlib.sha256(TOKEN.encode()).hexdigest()}"


def test_tokens_are_long_and_never_the_same():
    """One round of hashing protects what cannot be guessed, and only that."""
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) == len(TOKEN)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"reports sha256:{DIGEST}", "line 1: it has 2 words"),
        (f"\nre/ports plan sha256:{DIGEST}", "line 2: its name cannot be read"),
        (f"reports fly sha256:{DIGEST}", "line 1: its scopes cannot be read"),
        ("reports plan sha256:abc", "line 1: its digest cannot be read"),
        (f"reports plan {TOKEN}", "line 1: its digest cannot be read"),
        (f"a plan sha256:{DIGEST}\nb plan sha256:{DIGEST}", "line 2: the token is"),
        ("\udcff", "it is no text"),
    ],
)
def test_a_bad_line_is_named_without_what_stands_in_it(path, text, complaint):
    """What stands there may be a token, and the log is for more eyes than the file."""
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UnusableFileError, match=complaint) as error:
        StaticTokens(path)

    assert str(error.value).startswith(f"{path}: ")
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("age_seconds", [0, 60])
def test_a_token_that_is_struck_out_is_refused_at_once(path, age_seconds):
    """Also where the file changes twice within the grain of its clock."""
    other = new_token()
    lines = [line_of("a", [Scope.PLAN], TOKEN), line_of("b", [Scope.PLAN], other)]
    tokens = StaticTokens(aged(written(path, "\n".join(lines)), age_seconds + 60))
    for kept in [lines[1:], lines, lines[:1]] * 3:
        aged(written(path, "\n".join(kept)), age_seconds)
        age_seconds -= 5 if age_seconds else 0

        assert [tokens.caller_of(t) is not None for t in (TOKEN, other)] == [
            line in kept for line in lines
        ]


def aged(path, seconds):
    when = time.time() - seconds
    os.utime(path, (when, when))
    return path


def test_a_file_without_a_token_lets_none_in_and_says_so(path, caplog):
    """It may be meant, or not have been filled yet."""
    tokens = StaticTokens(written(path, "# none yet\n"))

    assert tokens.caller_of(TOKEN) is None
    assert f"{path} lists no token" in caplog.text


@pytest.mark.parametrize("spoil", [lambda p: p.write_text("x"), lambda p: p.unlink()])
def test_a_file_that_breaks_changes_nothing_and_is_told_once(path, caplog, spoil):
    """A slip of an editor must not lock everybody out, nor fill the log."""
    tokens = StaticTokens(written(path, line_of("a", [Scope.PLAN], TOKEN)))
    with caplog.at_level(logging.INFO):
        spoil(path)
        callers = [tokens.caller_of(TOKEN) for _ in range(3)]
        written(path, line_of("b", [Scope.PLAN], TOKEN))

        assert tokens.caller_of(TOKEN).name == "b"
    assert {caller.name for caller in callers} == {"a"}
    messages = [record.getMessage() for record in caplog.records]
    assert len([m for m in messages if "still holds" in m]) == 1
    assert messages[-1] == f"read again: {path}"


def test_the_command_makes_a_token_that_its_line_admits(path, capsys):
    """What it prints is all that both sides need."""
    assert main(["token", "--caller", "reports", "--scopes", "plan,admin"]) == 0
    _, token, _, line = capsys.readouterr().out.splitlines()
    caller = StaticTokens(written(path, line)).caller_of(token)

    assert (caller.name, caller.scopes) == ("reports", EVERY_SCOPE)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--caller", "a b", "--scopes", "plan"], "'a b' is no name of a caller"),
        (
            ["--caller", "a", "--scopes", "fly"],
            "'fly' is no scope; the scopes are plan, write, admin",
        ),
        (["--caller", "a"], "required: --scopes"),
    ],
)
def test_a_token_for_nobody_or_nothing_is_not_made(capsys, arguments, complaint):
    """Such a line would keep the server from starting."""
    with pytest.raises(SystemExit) as ending:
        main(["token", *arguments])

    assert ending.value.code == 2
    assert complaint in capsys.readouterr().err


def test_a_signed_token_names_its_caller(path):
    """Words of ``scope`` that other services know are passed over."""
    tokens = signed_tokens(path, SIGNER.pem)
    caller = tokens.caller_of(SIGNER.token(sub="mira", scope="mail write"))

    assert (caller.name, caller.scopes) == ("mira", {Scope.PLAN, Scope.WRITE})


RSA_KEY = rsa.generate_private_key(65537, 2048)
ED_KEY = ed25519.Ed25519PrivateKey.generate()


def pem_of(key):
    return key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )


def claims(**changed):
    return {"sub": "a", "exp": datetime.now(UTC) + timedelta(hours=1), **changed}


@pytest.mark.parametrize(
    ("key", "algorithm"), [(RSA_KEY, "RS256"), (RSA_KEY, "PS512"), (ED_KEY, "EdDSA")]
)
def test_other_kinds_of_keys_will_do(path, key, algorithm):
    """Sign-on services mostly sign with RSA."""
    tokens = signed_tokens(path, pem_of(key))

    assert tokens.caller_of(jwt.encode(claims(), key, algorithm)).name == "a"


def unsigned(algorithm, secret):
    """A token as an attacker makes it, by what everybody may know."""
    head = jwt.utils.base64url_encode(json.dumps({"alg": algorithm}).encode())
    body = jwt.utils.base64url_encode(
        json.dumps({"sub": "a", "scope": "admin", "exp": 10**11}).encode()
    )
    signature = b""
    if secret:
        method = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        signature = jwt.utils.base64url_encode(method.sign(head + b"." + body, secret))
    return b".".join([head, body, signature]).decode()


FORGED = {
    "unsigned": unsigned("none", b""),
    "the public key taken for a secret": unsigned("HS256", SIGNER.pem),
    "without a signature": unsigned("ES256", b""),
    "endless": SIGNER.token(exp=None),
    "of nobody": SIGNER.token(sub=None),
    "of an empty name": SIGNER.token(sub=""),
    "for later": SIGNER.token(nbf=datetime.now(UTC) + timedelta(hours=1)),
    "for another service": SIGNER.token(aud="another service"),
    "scopes as a list": SIGNER.token(scope=["admin"]),
    "critical": SIGNER.token(headers={"crit": ["x"], "x": 1}),
    "too long": SIGNER.token() + "x" * 10_000,
    "of a stranger": Signer().token(),
    "empty": "",
    "in two parts": "a.b",
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_token_that_is_not_in_order_is_not_accepted(path, kind):
    """Forged, unbounded, for later, for others, or no token at all."""
    assert signed_tokens(path, SIGNER.pem).caller_of(FORGED[kind]) is None


def test_an_expired_token_is_told_apart(path):
    """Whoever has it can get another by themselves."""
    tokens = signed_tokens(path, SIGNER.pem)
    with pytest.raises(TokenExpiredError):
        tokens.caller_of(SIGNER.token(until=-timedelta(minutes=1)))

    assert tokens.caller_of(SIGNER.token(until=-timedelta(seconds=5))) is not None


def test_an_expired_token_of_a_stranger_is_no_token(path):
    """What it says of its end is not to be believed either."""
    tokens = signed_tokens(path, SIGNER.pem)

    assert tokens.caller_of(Signer().token(until=-timedelta(hours=1))) is None


def test_audience_and_issuer_are_asked_for_where_they_are_set(path):
    """A token for another service of the same signer is none for this one."""
    tokens = signed_tokens(path, SIGNER.pem, audience="corridor", issuer="us")
    ours = {"aud": ["x", "corridor"], "iss": "us"}

    assert tokens.caller_of(SIGNER.token(**ours)) is not None
    assert tokens.caller_of(SIGNER.token(**ours | {"aud": "x"})) is None
    assert tokens.caller_of(SIGNER.token(**ours | {"iss": "them"})) is None
    assert tokens.caller_of(SIGNER.token()) is None


def test_keys_of_a_set_are_chosen_by_id_and_can_be_replaced(path):
    """So that a signer can change its key while tokens of the old one are about."""
    old, new = Signer("old"), Signer("new")
    tokens = signed_tokens(path, key_set(old, new))
    by_old = old.token(headers={"kid": "old"})
    by_new = new.token(headers={"kid": "new"})

    assert tokens.caller_of(by_old) is not None
    assert tokens.caller_of(by_new) is not None
    assert tokens.caller_of(old.token(headers={"kid": "new"})) is None
    assert tokens.caller_of(old.token()) is None

    path.write_text(key_set(new))

    assert tokens.caller_of(by_old) is None
    assert tokens.caller_of(by_new) is not None


def test_keys_of_a_set_that_are_for_encryption_are_passed_over(path):
    """They come in the same set."""
    rsa_key = {**json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())), "use": "enc"}
    ed_key = {**json.loads(OKPAlgorithm.to_jwk(ED_KEY.public_key())), "use": "sig"}
    tokens = signed_tokens(path, json.dumps({"keys": [rsa_key, ed_key]}))

    assert tokens.caller_of(jwt.encode(claims(), ED_KEY, "EdDSA")) is not None
    assert tokens.caller_of(jwt.encode(claims(), RSA_KEY, "RS256")) is None


SECRET = {"kty": "oct", "k": "c2VjcmV0", "kid": "x"}
PRIVATE = ED_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


WEAK = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused

UNUSABLE = {
    "it holds no public key": PRIVATE,
    "it holds more than one": SIGNER.pem * 2,
    "has 1024 bits, fewer": pem_of(WEAK),
    "its keys cannot be used": "{",
    "give a public key as PEM": '{"keys": []}',
    "one is neither a public RSA key": json.dumps({"keys": [SECRET]}),
    "two keys have the id": json.dumps({"keys": [SIGNER.jwk, SIGNER.jwk]}),
}


@pytest.mark.parametrize("complaint", UNUSABLE)
def test_a_file_without_good_keys_is_an_error(path, complaint):
    """A shared secret is none: whoever checks tokens by it can make them."""
    with pytest.raises(UnusableFileError, match=complaint) as error:
        signed_tokens(path, UNUSABLE[complaint])

    assert str(error.value).startswith(f"{path}: ")


def test_a_certificate_is_no_key(tmp_path, path):
    """It would have an end that nobody looks at."""
    certificate = Authority(tmp_path).certificate
    with pytest.raises(UnusableFileError, match="it holds no public key"):
        signed_tokens(path, certificate.read_bytes())


PARTS = st.one_of(
    st.text(max_size=40),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["alg", "kid", "typ", "b64", "crit", "exp", "sub"]),
                inner,
            )
        ),
    ).map(lambda v: jwt.utils.base64url_encode(json.dumps(v).encode()).decode()),
)


@pytest.fixture(scope="module")
def module_tokens(tmp_path_factory):
    return signed_tokens(tmp_path_factory.mktemp("keys") / "key.pem", SIGNER.pem)


@given(parts=st.lists(PARTS, min_size=1, max_size=4))
def test_no_text_is_taken_for_a_token(module_tokens, parts):
    """Nor does any bring forth an error that nobody foresaw."""
    assert module_tokens.caller_of(".".join(parts)) is None


@pytest.mark.parametrize("setting", ["tokens", "jwt-keys"])
def test_a_bad_file_keeps_a_server_from_starting(path, capsys, setting):
    """Exit code 2, the file, and what is wrong with it."""
    written(path, "no such thing as this line")

    assert main(["serve", "--address", "127.0.0.1:0", f"--{setting}", str(path)]) == 2
    assert capsys.readouterr().err.startswith(f"{path}: ")
