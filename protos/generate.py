"""Make the Python code of the contract: messages, service stubs and their types.

Run by the interpreter that has the packages of ``requirements.lock``. They are old on
purpose: what they make loads on every later runtime, and not the other way round.
"""

import argparse
import importlib.resources
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

from grpc_tools import protoc

PROTOS = Path(__file__).resolve().parent
PACKAGE = Path("corridor", "v1")
HEADER = '"""{}; generated from the protos, never edited."""\n'
DOCSTRINGS = {
    Path("corridor"): "The contract of Corridor",
    PACKAGE: "Version 1 of the contract of Corridor",
}


def check_tools() -> None:
    """Refuse tools of other versions: they would make other code."""
    for line in (PROTOS / "requirements.lock").read_text().split():
        name, _, locked = line.partition("==")
        if version(name) != locked:
            sys.exit(f"{name} is {version(name)}, requirements.lock says {locked}")


def compile_protos(target: Path) -> None:
    """Write the code of every proto file into the package below ``target``."""
    sources = sorted(str(p.relative_to(PROTOS)) for p in PROTOS.glob(f"{PACKAGE}/*"))
    services = [source for source in sources if source.endswith("_service.proto")]
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    plugins = [
        f"--plugin={name}={Path(sys.executable).with_name(name)}"
        for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")
    ]
    includes = [f"-I{folder}" for folder in (PROTOS, PROTOS / "vendor", well_known)]
    messages = [f"--python_out={target}", f"--mypy_out=quiet:{target}"]
    stubs = [f"--grpc_python_out={target}", f"--mypy_grpc_out=quiet:{target}"]
    for outputs, files in ((messages, sources), (stubs, services)):
        if protoc.main(["protoc", *plugins, *includes, *outputs, *files]) != 0:
            sys.exit("protoc failed")


def add_package_files(target: Path) -> None:
    """Make the generated modules a typed package."""
    for folder, meaning in DOCSTRINGS.items():
        (target / folder / "__init__.py").write_text(HEADER.format(meaning))
    (target / "corridor" / "py.typed").touch()


def main() -> None:
    """Replace the generated package below the given directory."""
    parser = argparse.ArgumentParser(description="Make the Python code of the protos.")
    parser.add_argument("target", nargs="?", type=Path, default=PROTOS / "gen")
    target = parser.parse_args().target.resolve()
    check_tools()
    shutil.rmtree(target / "corridor", ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    compile_protos(target)
    add_package_files(target)


if __name__ == "__main__":
    main()
