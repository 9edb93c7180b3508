"""Addresses are refused for what is wrong with them, before and after trying them."""

import socket

import pytest

from optimizer.service.addresses import fault_in, host_and_port
from optimizer.service.listen_faults import listen_fault_of


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:0", "localhost:65535", "[::1]:50051", "unix:s", "unix:/a b/s"],
)
def test_an_address_of_the_right_form_has_no_fault(address):
    """Names, both kinds of IP addresses and paths are what a server listens on."""
    assert fault_in(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        ":1",
        "a:",
        "a:-1",
        "a:b",
        "::1:0",
        "a b:1",
        "unix:",
        "dns:///a:1",
    ],
)
def test_an_address_of_another_form_is_told_the_form(address):
    """What gRPC would make of it is nothing that anyone asked for."""
    assert "write HOST:PORT" in fault_in(address)


@pytest.mark.parametrize("port", ["65536", "70000", "9" * 5000])
def test_a_port_out_of_range_is_a_fault(port):
    """A port of 70000 would silently become 4464."""
    assert "from 0 to 65535" in fault_in(f"localhost:{port}")


def test_a_host_is_taken_out_of_its_brackets():
    """The system's functions take IPv6 addresses without them."""
    assert host_and_port("[::1]:50051") == ("::1", 50051)


def test_a_malformed_address_has_no_host():
    """A caller that did not check its form learns what is wrong."""
    with pytest.raises(ValueError, match="write HOST:PORT"):
        host_and_port("nowhere")


def test_a_taken_port_is_told():
    """The most frequent reason is another server."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        fault = listen_fault_of(f"127.0.0.1:{other.getsockname()[1]}")

    assert fault.cause == "the port is taken"


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("no-host.invalid:0", "the host 'no-host.invalid' is unknown"),
        ("192.0.2.1:0", "the host is not this machine"),
    ],
)
def test_a_host_of_another_machine_is_told(address, cause):
    """192.0.2.0/24 is kept for documentation, so no machine has it."""
    assert listen_fault_of(address).cause == cause


def test_a_path_is_answered_with_paths(tmp_path):
    """Whoever wants a Unix socket is not helped with a port."""
    (tmp_path / "file").touch()
    paths = ["missing/s", "file", "a" * 200, "free"]
    faults = [listen_fault_of(f"unix:{tmp_path}/{path}") for path in paths]

    assert [fault.cause for fault in faults] == [
        f"there is no directory {tmp_path}/missing",
        "something else is there",
        "the path has more than 103 bytes",
        f"no socket can be made in {tmp_path}",
    ]
    assert not any("port" in fault.remedy for fault in faults)
