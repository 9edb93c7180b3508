"""Hostile files come in every form that the server reads."""

from random import Random

import pytest

from optimizer.tables.exporting import WHOLE
from optimizer.tables.reading import read_dataset
from reliability.fuzzing.hostile_files import damaged_member
from reliability.fuzzing.shipped import small_file, small_zip


@pytest.mark.parametrize("dataset_format", WHOLE)
def test_the_small_dataset_is_sound_in_every_form(dataset_format):
    """Damage is only of use in what would be read without it."""
    first = read_dataset("small.zip", small_zip()).dataset
    reading = read_dataset("small", small_file(dataset_format))

    assert reading.dataset is not None
    assert reading.dataset.digest() == first.digest()


def test_damaged_parts_are_refused_or_read_and_never_raise():
    """Of a workbook or a Parquet file, whatever is damaged in it."""
    draws = [Random(seed) for seed in range(25)]  # noqa: S311 - no secret
    readings = [read_dataset("x", damaged_member(draw)) for draw in draws]

    assert all(r.dataset is not None or r.problems for r in readings)
    assert any(r.dataset is None for r in readings)
