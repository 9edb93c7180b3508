"""The image is built as it should be, as far as its files tell."""

import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

from deploy_files import (
    ADMIN_PORT,
    CALLS_PORT,
    DOCKERFILE,
    ROOT,
    USER,
    arguments,
    image_environment,
    instructions,
    last,
)

HADOLINT = Path(sys.executable).with_name("hadolint")


def test_hadolint_has_nothing_to_say():
    """It knows what goes wrong in such files."""
    done = subprocess.run(
        [HADOLINT, "--failure-threshold", "style", DOCKERFILE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_stage_has_the_one_base_with_an_exact_version():
    """What is built today is what is built in a year."""
    stages = [text.split()[0] for name, text in instructions() if name == "FROM"]

    assert stages == ["${PYTHON_IMAGE}"] * 2
    assert re.fullmatch(r"python:3\.13\.\d+-slim-[a-z]+", arguments()["PYTHON_IMAGE"])


def test_nobody_of_the_machine_runs_it():
    """By number, so that clusters can tell that it is not root."""
    assert last("USER") == f"{USER}:{USER}"


def test_ports_are_those_that_it_listens_on():
    """A mapping that follows EXPOSE must arrive."""
    environment = image_environment()

    assert last("EXPOSE").split() == [str(CALLS_PORT), str(ADMIN_PORT)]
    assert environment["CORRIDOR_ADDRESS"].endswith(f":{CALLS_PORT}")
    assert environment["CORRIDOR_ADMIN_ADDRESS"].endswith(f":{ADMIN_PORT}")


def test_it_is_told_to_end_and_asked_how_it_is():
    """The server drains on that signal; the command is one that the optimizer has."""
    assert last("STOPSIGNAL") == "SIGTERM"
    assert '"optimizer", "health"' in last("HEALTHCHECK")
    assert f":{ADMIN_PORT}/healthz" in last("HEALTHCHECK")


def test_what_is_kept_is_kept_in_the_volume():
    """The rest of the file system may be read-only."""
    database = image_environment()["CORRIDOR_DATABASE"]

    assert database.startswith(f"sqlite:///{last('VOLUME')}/")


def test_the_last_stage_runs_nothing():
    """It gets what was built, and neither compiler nor package index."""
    names = [name for name, _ in instructions()]
    last_stage = names[len(names) - names[::-1].index("FROM") :]

    assert "RUN" not in last_stage


def is_sent(path):
    """Whether the builder gets a file; the last line that fits decides."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    sent = True
    for line in lines:
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = [str(path), *map(str, path.parents)]
        names = [*parts, *path.parts] if "**/" in line else parts
        if line and line[0] != "#" and any(fnmatch(name, pattern) for name in names):
            sent = line.startswith("!")
    return sent


def test_the_builder_gets_what_it_builds_from_and_no_more():
    """Neither settings of somebody's machine, nor passwords, nor tests."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [
        "deploy/install",
        "requirements.lock",
        "pyproject.toml",
        project["readme"],
        *project["license-files"],
        "optimizer/__main__.py",
        "clients/pyproject.toml",
        "protos/gen/corridor/v1/plan_pb2.py",
        "datasets/middle-corridor/legs.csv",
    ]
    kept = [".git/config", "deploy/.env", "tests/conftest.py", ".venv/bin/python"]

    assert [path for path in needed if not is_sent(Path(path))] == []
    assert [path for path in kept if is_sent(Path(path))] == []
    assert [path for path in needed if not (ROOT / path).exists()] == []
