"""What the files of ``deploy/`` tell a server is what a server can be told."""

import re
import tomllib

import pytest
from deploy_files import (
    DEPLOY,
    ROOT,
    arguments,
    image_environment,
    manifests,
    path_in_project,
)

from optimizer.service.settings import Settings
from optimizer.service.settings_sources import read_settings, shown_settings

KNOWN = {setting.variable for setting in shown_settings()} | {"CORRIDOR_CONFIG"}
FILES = sorted(
    path for path in DEPLOY.glob("**/*") if path.is_file() and path.name != ".env"
)
NAMING = [path for path in FILES if "CORRIDOR_" in path.read_text()]


def variables_in(path):
    return set(re.findall(r"\bCORRIDOR_[A-Z0-9_]+", path.read_text()))


@pytest.mark.parametrize("path", NAMING, ids=path_in_project)
def test_variables_are_settings(path):
    """A name that is misspelt would be passed over without a word."""
    assert variables_in(path) <= KNOWN


def test_the_guide_names_settings():
    """Operators copy from it."""
    assert variables_in(ROOT / "docs" / "operations.md") <= KNOWN


@pytest.mark.parametrize(
    "environment",
    [image_environment(), manifests()["ConfigMap"]["data"]],
    ids=["image", "cluster"],
)
def test_values_are_taken(environment):
    """By the server itself, as far as it does not open them."""
    missing = {"CORRIDOR_TLS_CERTIFICATE", "CORRIDOR_TLS_KEY", "CORRIDOR_TOKENS"}
    known = {n: v for n, v in environment.items() if n in KNOWN - missing}
    assert "CORRIDOR_ADDRESS" in known

    assert isinstance(read_settings({}, known), Settings)
    assert len(known) >= 2


def test_every_package_of_the_image_is_pinned():
    """What is installed without a version changes from build to build."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pinned = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines}
    projects = [
        tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]
        for folder in (".", "clients", "protos")
    ]
    own = {project["name"] for project in projects}
    wanted = {
        re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower()
        for project in projects
        for requirement in [
            *project["dependencies"],
            *(
                each
                for extra in arguments()["EXTRAS"].split(",")
                for each in project.get("optional-dependencies", {}).get(extra, [])
            ),
        ]
    }

    assert wanted - own <= pinned
