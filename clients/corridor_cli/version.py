"""``corridor version``: what is installed, and what a server runs."""

import platform
from importlib.metadata import version as version_of

import grpc
from corridor_client import ServerInfo

from corridor_cli.connection import connection
from corridor_cli.failures import reporting
from corridor_cli.layout import facts_of
from corridor_cli.options import ServerOption
from corridor_cli.progress import phases
from corridor_cli.terminal import print_blocks, standard_output


def version(*, server: ServerOption = None) -> None:
    """Print the version of the command, and of a server where one is given."""
    client_facts = [
        ("corridor", version_of("corridor-client")),
        ("Python", platform.python_version()),
        ("gRPC", grpc.__version__),
    ]
    with reporting():
        print_blocks([facts_of("Client", client_facts)], standard_output())
        if server:
            with phases() as show_phase, connection(server, show_phase) as client:
                show_phase("asking")
                server_facts = _facts_of_server(client.get_server_info())
            print_blocks(
                [facts_of(f"Server at {server}", server_facts)], standard_output()
            )


def _facts_of_server(info: ServerInfo) -> list[tuple[str, str]]:
    components, limits = info.components, info.limits
    return [
        ("optimizer", info.server_version),
        ("contract", ", ".join(info.api_versions)),
        ("solver", f"{info.solver} {components.highs}, PuLP {components.pulp}"),
        ("Python", f"{components.python}, gRPC {components.grpc}"),
        ("longest solve", f"{limits.max_time_limit.total_seconds():g} s"),
        ("largest request", f"{limits.max_request_bytes // 2**20} MiB"),
        ("workers", str(limits.worker_count)),
        ("waiting calls", f"at most {limits.max_queued_calls}"),
        ("calls a minute", _rate(limits.max_calls_per_minute)),
        ("memory of a call", _memory(limits.max_worker_memory_mib)),
    ]


def _rate(calls_per_minute: int) -> str:
    return f"at most {calls_per_minute} of each caller" if calls_per_minute else "any"


def _memory(limit_mib: int) -> str:
    return f"at most {limit_mib} MiB" if limit_mib else "no limit"
