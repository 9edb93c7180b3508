"""What is done at a low priority leaves the rest of the process as it was."""

import os
import sys
import threading

import pytest

from optimizer.service.process_priority import NICENESS, with_low_priority

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps priorities by thread"
)


def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@on_linux
def test_it_steps_back_and_the_thread_that_waits_does_not():
    before = niceness()

    assert with_low_priority(niceness) == max(before, NICENESS)
    assert niceness() == before


@on_linux
def test_where_it_may_not_step_back_it_is_done_all_the_same(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)

    assert with_low_priority(niceness) == niceness()


def test_what_goes_wrong_is_raised():
    def fail():
        raise LookupError

    with pytest.raises(LookupError):
        with_low_priority(fail)
