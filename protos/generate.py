"""Make the Python code of the contract: messages, service stubs and their types.

Run by the interpreter that has the packages of ``requirements.lock``. They are old on
purpose: what they make loads on every later runtime, and not the other way round.
"""

import argparse
import importlib.resources
import json
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from google.protobuf import descriptor_pb2
from google.protobuf.message import Message
from grpc_tools import protoc

PROTOS = Path(__file__).resolve().parent
PACKAGE = Path("corridor", "v1")
PARTS = frozenset(
    {
        "message_type",
        "nested_type",
        "field",
        "oneof_decl",
        "enum_type",
        "value",
        "service",
        "method",
    }
)
# Comments of other packages are about protobuf itself.
TOLD = ("corridor.", "google.longrunning", "google.rpc", "google.type")
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


def write_comments(target: Path) -> None:
    """Write what the protos say of each of their parts, by its full name, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder, "described")
        sources = sorted(
            str(p.relative_to(PROTOS)) for p in PROTOS.glob(f"{PACKAGE}/*")
        )
        well_known = importlib.resources.files("grpc_tools") / "_proto"
        includes = [f"-I{each}" for each in (PROTOS, PROTOS / "vendor", well_known)]
        outputs = [
            "--include_imports",
            "--include_source_info",
            f"--descriptor_set_out={described}",
        ]
        if protoc.main(["protoc", *includes, *outputs, *sources]) != 0:
            sys.exit("protoc failed")
        files = descriptor_pb2.FileDescriptorSet.FromString(described.read_bytes())
    comments = {}
    for file in (each for each in files.file if each.package.startswith(TOLD)):
        for location in file.source_code_info.location:
            name = name_at(file, list(location.path))
            if name and location.leading_comments:
                comments[name] = " ".join(location.leading_comments.split())
    text = json.dumps(comments, indent=1, sort_keys=True, ensure_ascii=False)
    (target / PACKAGE / "comments.json").write_text(f"{text}\n", encoding="utf-8")


def name_at(file: descriptor_pb2.FileDescriptorProto, path: list[int]) -> str:
    """Return the full name of the part of a file that a path leads to, or nothing."""
    part: Message = file
    names = [file.package]
    while path:
        field = part.DESCRIPTOR.fields_by_number.get(path.pop(0))
        if field is None or not path or field.name not in PARTS:
            return ""
        part = getattr(part, field.name)[path.pop(0)]
        names.append(part.name)
    return ".".join(names) if len(names) > 1 else ""


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
    write_comments(target)
    add_package_files(target)


if __name__ == "__main__":
    main()
