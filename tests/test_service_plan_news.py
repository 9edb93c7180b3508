"""What is told of a plan is in order, not too much, and never nothing for long."""

import asyncio
from datetime import timedelta

import pytest

from optimizer.service import plan_news
from optimizer.service.plan_news import PlanNews
from optimizer.service.reports import Report
from optimizer.solve.progress import Phase


@pytest.fixture
def impatient(monkeypatch):
    """Heartbeats come soon."""
    monkeypatch.setattr(plan_news, "LONGEST_SILENCE", timedelta(seconds=0.05))


def report(phase, iteration_count=0):
    return Report(phase=phase, iteration_count=iteration_count)


async def kinds(news):
    """All events, as short texts."""
    return [said(event) async for event in news.read()]


def said(event):
    kind = event.WhichOneof("event")
    detail = {"queued": event.queued.position, "progress": event.progress.phase}
    return (kind, detail[kind]) if kind in detail else kind


async def test_what_is_read_late_is_told_once():
    """A reader that is slow gets where the plan is, not where it was."""
    news = PlanNews()
    for position in (3, 2, 1):
        news.wait(position, timedelta(seconds=position))
    news.start()
    for phase in (Phase.READING, Phase.SOLVING, Phase.SOLVING, Phase.WRITING):
        news.note(report(phase))
    news.end()

    assert await kinds(news) == [
        ("queued", 1),
        "started",
        ("progress", 1),
        ("progress", 3),
        ("progress", 5),
    ]


async def test_a_phase_is_told_at_most_ten_times_a_second():
    """What comes between is left out, but the next phase does not wait."""
    news = PlanNews()
    reading = asyncio.create_task(kinds(news))
    for number in range(20):
        news.note(report(Phase.SOLVING, number))
        await asyncio.sleep(0.005)
    news.note(report(Phase.CERTIFYING))
    news.end()
    events = await asyncio.wait_for(reading, 1)

    assert events[-1] == ("progress", 4)
    assert 2 <= len(events) <= 5


@pytest.mark.usefixtures("impatient")
async def test_somebody_who_waits_long_hears_that_the_server_lives():
    """Proxies cut connections on which nothing comes."""
    news = PlanNews()
    reading = asyncio.create_task(kinds(news))
    await asyncio.sleep(0.18)
    news.start()
    await asyncio.sleep(0)
    news.end()
    events = await asyncio.wait_for(reading, 1)

    assert events[-1] == "started"
    assert 2 <= events.count("heartbeat") <= 4
    assert len(events) == events.count("heartbeat") + 1


async def test_nothing_is_told_of_what_is_over():
    """Not even a heartbeat."""
    news = PlanNews()
    news.end()

    assert await kinds(news) == []
