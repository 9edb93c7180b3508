"""Printing a report as PDF by a Chromium that is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from corridor_client import InvalidRequestError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
"""Names under which Chromium and its kin are installed."""

_LONGEST_SECONDS = 120


def chromium_path() -> str:
    """Return where Chromium is installed.

    Raises
    ------
    InvalidRequestError
        When there is none on the path.
    """
    for program in PROGRAMS:
        if path := shutil.which(program):
            return path
    msg = (
        "a PDF needs Chromium or Chrome, and none is on the path; install one, or print "
        "the HTML file from a browser"
    )
    raise InvalidRequestError(msg)


def pdf_of(html: str) -> bytes:
    """Print a report.

    Raises
    ------
    InvalidRequestError
        When there is no Chromium, or it makes no file.
    """
    program = chromium_path()
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8")
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu",
            "--no-pdf-header-footer", "--window-size=1160,900", "--virtual-time-budget=10000",
            f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}",
            page.as_uri(),
        ]  # fmt: skip
        try:
            subprocess.run(  # noqa: S603 - a program of the path and files of our own
                command, capture_output=True, check=True, timeout=_LONGEST_SECONDS
            )
            return printed.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            msg = f"{program} made no PDF ({type(error).__name__}); print the HTML file"
            raise InvalidRequestError(msg) from error
