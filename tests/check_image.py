"""What the image holds serves and plans, built and run as the image is.

No container engine takes part: ``deploy/install`` is what the Dockerfile runs, and a read-only
file system with a user of its own is made of the kernel's namespaces. It takes about a
minute, so ``make image-check`` runs it, not ``make test``.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from deploy_files import ROOT, USER, image_environment, last

PROGRAMS = ("unshare", "setpriv", "ip", "chroot")

LIBRARY = re.compile(r"\.so(\.[0-9.]+)?$")
"""How the names of libraries end."""

LIBRARIES_OF_THE_BASE = {
    *("ld-linux-x86-64", "ld-linux-aarch64", "linux-vdso", "libc", "libm", "libdl"),
    *("libpthread", "librt", "libutil", "libresolv", "libgcc_s", "libstdc++", "libz"),
}
"""Libraries that Debian's slim images have; whatever else is needed comes in wheels."""

SERVES_AND_PLANS = """
if touch /written 2>/tmp/refused; then echo "the root is not read-only"; exit 4; fi
corridor serve >/tmp/output 2>/tmp/log & server=$!
tries=0
until python -m optimizer health 2>/tmp/state; do
    tries=$((tries + 1))
    if [ $tries -gt 100 ]; then cat /tmp/state /tmp/log; exit 3; fi
    sleep 0.2
done
cat /tmp/output
$HEALTHCHECK
corridor solve middle-corridor --server 127.0.0.1:50051 | grep "Total cost"
kill -TERM $server
wait $server && echo ended well
corridor solve middle-corridor | grep "Total cost"
if grep Traceback /tmp/log; then cat /tmp/log; exit 5; fi
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What the Dockerfile copies into the image, in a folder of this machine."""
    folder = tmp_path_factory.mktemp("image") / "corridor"
    done = subprocess.run(
        [ROOT / "deploy" / "install", folder],
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def packages(folder):
    """Packages of the image by name, each with its version."""
    (site,) = folder.glob("lib/python3.*/site-packages")
    return {
        re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower(): found.version
        for found in distributions(path=[str(site)])
    }


def health_check():
    """The command that the image is asked by, for a shell."""
    return shlex.join(json.loads(last("HEALTHCHECK").partition("CMD ")[2]))


def test_the_image_has_pinned_versions_and_nothing_to_build_with(installed):
    """As requirements.lock says, less what is for development."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = dict(line.split("==") for line in lines)
    pinned = {re.sub(r"[-_.]+", "-", name).lower(): pins[name] for name in pins}
    found = packages(installed)
    own = {name for name in found if name.startswith("corridor-")}

    assert own == {"corridor-protos", "corridor-client", "corridor-optimizer"}
    assert {n: v for n, v in found.items() if n not in own} == {
        n: pinned.get(n) for n in set(found) - own
    }
    assert {"pip", "pytest", "mypy", "hatchling", "build"} & set(found) == set()
    assert "psycopg-binary" in found


def test_every_library_is_in_the_image(installed):
    """What this machine has beyond the base is not there."""
    needed = set()
    libraries = (p for p in installed.rglob("*.so*") if LIBRARY.search(p.name))
    for path in libraries:
        done = subprocess.run(["ldd", path], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            name, _, place = line.strip().partition(" => ")
            # Wheels bring libraries of their own.
            if "statically linked" not in line and str(installed) not in place:
                needed.add(Path(name.split()[0]).name.partition(".so")[0])

    assert "libc" in needed
    assert needed - {python_library()} <= LIBRARIES_OF_THE_BASE


def python_library():
    """Name of the library of the interpreter, which the base has."""
    return f"libpython{sys.version_info.major}.{sys.version_info.minor}"


def test_nobody_serves_and_plans_on_a_file_system_that_is_read_only(
    installed, tmp_path
):
    """With the settings of the image, the signal that it ends by, and its own database."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if os.getuid() != 0 or missing:
        pytest.skip("making a file system takes root, unshare, setpriv, ip and chroot")
    root, data = tmp_path / "root", tmp_path / "data"
    root.mkdir()
    data.mkdir(mode=0o700)
    environment = {
        **image_environment(),
        "PATH": f"{installed}/bin:{os.environ['PATH']}",
        "CORRIDOR_INSECURE": "true",
        "CORRIDOR_WORKERS": "1",
        "HEALTHCHECK": health_check(),
    }
    script = ROOT / "tests" / "image_root.sh"
    places = [root, sys.base_prefix, installed, data, str(USER), SERVES_AND_PLANS]
    done = subprocess.run(
        ["unshare", "--mount", "--net", "sh", script, *places],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[:3] == ["SERVING", "listening on 0.0.0.0:50051", "200 OK"]
    assert lines[3].startswith("Total cost")
    assert lines[4:] == ["ended well", lines[3]]
    assert (data / "corridor.db").stat().st_uid == USER
