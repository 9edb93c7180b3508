"""What the library offers."""

import importlib
import subprocess
import sys

import corridor_client


def test_every_public_name_is_there():
    """``__all__`` is a promise."""
    assert [n for n in corridor_client.__all__ if not hasattr(corridor_client, n)] == []


def test_public_names_are_sorted_and_unique():
    """A reader finds a name where the alphabet puts it."""
    assert corridor_client.__all__ == sorted(set(corridor_client.__all__))


def test_nothing_else_looks_public():
    """What is imported at the top is offered, or it is a module."""
    names = {n for n in vars(corridor_client) if not n.startswith("_")}
    modules = {n for n in names if is_module(n)}

    assert names - modules == set(corridor_client.__all__)


def is_module(name):
    return importlib.util.find_spec(f"corridor_client.{name}") is not None


def test_importing_the_library_loads_no_solver_and_no_pandas():
    """A client is light: grpc and protobuf are all that it needs."""
    heavy = ["optimizer", "pulp", "highspy", "numpy", "pandas", "rich", "typer"]
    code = (
        f"import corridor_client, sys; print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
