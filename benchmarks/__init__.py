"""Benchmarks: each checks its answer, then prints its sizes and times."""


class WrongAnswerError(Exception):
    """A benchmark's answer is not the one that it must be; its times mean nothing."""
