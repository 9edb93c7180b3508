"""The files of ``deploy/``, read."""

from pathlib import Path

import yaml

from optimizer.service.limits import STOP_GRACE

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE = DEPLOY / "compose.yaml"
PROMETHEUS = DEPLOY / "prometheus" / "prometheus.yaml"
KUBERNETES = DEPLOY / "kubernetes"
UNIT = DEPLOY / "systemd" / "corridor.service"

CALLS_PORT = 50051
ADMIN_PORT = 9464
USER = 10001


def path_in_project(path):
    return str(path.relative_to(ROOT))


def instructions():
    """Instructions of the Dockerfile as pairs of name and text, in order."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def arguments():
    """Arguments of the build with what holds without them."""
    return dict(text.split("=", 1) for name, text in instructions() if name == "ARG")


def last(name):
    """What the Dockerfile says last with an instruction: that holds for the image."""
    return [text for each, text in instructions() if each == name][-1]


def image_environment():
    """Environment variables of the image."""
    words = last("ENV").split()
    return dict(word.split("=", 1) for word in words)


def compose():
    return yaml.safe_load(COMPOSE.read_text())


def documents(path):
    """Documents of a YAML file."""
    return list(yaml.safe_load_all(path.read_text()))


def manifests():
    """Every object that is meant for a cluster, by its kind."""
    paths = sorted(KUBERNETES.glob("**/*.yaml"))
    return {
        document["kind"]: document
        for path in paths
        for document in documents(path)
        if "kind" in document and document["kind"] not in {"Kustomization", "Secret"}
    }


def unit():
    """Sections of the unit of systemd: the values of each key, in order."""
    sections, keys = {}, {}
    for line in UNIT.read_text().splitlines():
        if line.startswith("["):
            keys = sections.setdefault(line.strip("[]"), {})
        elif "=" in line and not line.startswith("#"):
            key, value = line.split("=", 1)
            keys.setdefault(key, []).append(value)
    return sections


def stop_seconds(settings):
    """Longest time that a server with these settings takes to end."""
    return float(settings.get("CORRIDOR_DRAIN_SECONDS", 0)) + STOP_GRACE.total_seconds()


def seconds(text):
    """A duration of compose or systemd, both of which write seconds here."""
    return int(str(text).removesuffix("s"))
