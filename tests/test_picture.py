"""Pictures of recordings: what they show, what they say, and what they never do."""

from __future__ import annotations

import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recordings import (
    Tape,
    both_receive_first,
    flood,
    join_before_drain,
    lost_update,
    many_processes,
    pipeline,
    pool_of_four,
    shuffled,
    standstill,
)

from course.picture import chart_of, count_lost, data_uri, draw, draw_interleaving, lost_updates
from course.picture.scale import duration, make
from course.picture.svg import PALETTE, escape, fit, width_of, wrap
from course.picture.words import text_alternative
from course.trace_export import to_perfetto, trace

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ElementTree.Element:
    """The picture, parsed: it is well-formed."""
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    """Everything that is written in the picture."""
    return ["".join(each.itertext()) for each in drawn(svg).iter(f"{SVG}text")]


def classes(svg: str) -> set[str]:
    """All class names that parts of the drawing have."""
    found = (str(each.get("class", "")).split() for each in drawn(svg).iter())
    return set(itertools.chain.from_iterable(found))


EXPLAINED = {"join": join_before_drain, "recv": both_receive_first}
PLAIN = {
    "pool": pool_of_four,
    "pipeline": pipeline,
    "many": many_processes,
    "standstill": standstill,
    "race": lost_update,
}


def all_pictures() -> dict[str, str]:
    found = {name: draw(recorded()) for name, recorded in PLAIN.items()}
    for name, explained in EXPLAINED.items():
        events, explanation = explained()
        found[name] = draw(events, explanation=explanation, until=events[-1]["t"] + 2)
    found["interleaving"] = draw_interleaving(lost_update())
    found["nothing"] = draw([])
    return found


# ------------------------------------------------------------------------- what is shown


def test_every_process_has_a_lane_and_the_parent_is_first() -> None:
    """Lanes are named and stand in the order of birth."""
    written = texts(draw(pipeline()))
    names = ["Parent", "Producer-1", "Producer-2", "Consumer", "Straggler"]
    assert [text for text in written if text in names] == names
    assert "pid 300" in written and "pid 301 · fork" in written


def test_a_child_that_writes_first_does_not_become_the_parent() -> None:
    """Who is the parent is known from who started whom, not from who wrote the first line."""
    tape = Tape()
    tape(0.5, 11, "run", name="Early", parent=10, method="fork")
    tape(1, 10, "start", child=11, name="Early", daemon=False, cls="Process")
    assert [lane.name for lane in chart_of(tape.events).lanes] == ["Parent", "Early"]


def test_endings_are_told() -> None:
    """Exit codes, signals and what was left running are written beside the lanes."""
    written = texts(draw(pipeline()))
    for ending in ("exit 0", "exit 1", "SIGKILL", "left running"):
        assert ending in written


def test_workers_that_their_pool_ended_did_not_crash() -> None:
    """`terminate()` of a pool's workers is its ordinary end, not a signal to worry about."""
    lanes = chart_of(pool_of_four()).lanes
    assert [lane.code for lane in lanes[1:]] == [-15] * 4
    assert not any(lane.crashed for lane in lanes)
    assert "SIGTERM" not in texts(draw(pool_of_four()))


def test_tasks_are_labelled_in_the_lane_of_their_worker() -> None:
    """Each task of a pool is a block with its function and its number."""
    written = " ".join(texts(draw(pool_of_four())))
    assert all(f"#{number}" in written for number in range(12))
    lanes = chart_of(pool_of_four()).lanes
    assert sum(span.kind == "task" for lane in lanes[1:] for span in lane.spans) == 12


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        (["0.0", "0.1", "0.2"], ["#0", "#1", "#2"]),  # one map
        (["0.0", "1.0", "2.0"], ["#0", "#1", "#2"]),  # three apply_async
        (["0.0", "0.1", "1.0", "1.1"], ["#0.0", "#0.1", "#1.0", "#1.1"]),  # two maps
    ],
)
def test_a_task_is_numbered_as_a_learner_would(tasks: list[str], expected: list[str]) -> None:
    """Pieces of the only job by their piece, jobs of one piece by their job, else by both."""
    tape = Tape()
    tape.birth(0, 1, 2, "W", 1)
    for number, task in enumerate(tasks):
        tape.call(number + 1, number + 1.5, 2, "task", obj="pool-1", task=task, func="m.f")
    spans = chart_of(tape.events).lanes[1].spans
    assert [span.short for span in spans] == expected


def test_an_item_is_followed_from_put_to_get() -> None:
    """The n-th item to enter a queue is the n-th to leave; what nobody took out is marked."""
    messages = chart_of(pipeline()).messages
    assert [(m.source, m.to) for m in messages] == [(301, 303), (302, 303), (301, 303), (302, None)]
    assert any("never taken out" in text for text in texts(draw(pipeline())))


def test_items_of_two_feeders_keep_the_order_in_which_they_entered() -> None:
    """`put` may return in another order than that in which the feeder threads write."""
    tape = Tape()
    tape.birth(0, 1, 2, "A", 1)
    tape.birth(0, 1, 3, "B", 1)
    tape.call(2, 2.1, 2, "put", obj="q")
    tape.call(3, 3.1, 3, "put", obj="q")
    tape.call(4, 4.1, 3, "feed", obj="q")
    tape.call(5, 5.1, 2, "feed", obj="q")
    tape.call(1, 6, 1, "get", obj="q")
    tape.call(7, 8, 1, "get", obj="q")
    assert [(m.source, m.received) for m in chart_of(tape.events).messages] == [
        (2, pytest.approx(1000.008)),
        (3, pytest.approx(1000.006)),
    ]


def test_the_ends_of_a_pipe_are_not_mixed_up() -> None:
    """What is sent at one end arrives at the other, and is called by that end's name."""
    tape = Tape()
    tape(0, 1, "obj", id="pipe-1", type="Pipe", label="a, b", ends=["a", "b"])
    tape.birth(0, 1, 2, "Child", 1)
    tape.call(2, 2.1, 1, "send", obj="pipe-1", end=0)
    tape.call(2, 2.2, 2, "send", obj="pipe-1", end=1)
    tape.call(3, 3.1, 1, "recv", obj="pipe-1", end=0)
    tape.call(3, 3.2, 2, "recv", obj="pipe-1", end=1)
    messages = chart_of(tape.events).messages
    assert [(m.source, m.to, m.label) for m in messages] == [(1, 2, "a"), (2, 1, "b")]


def test_a_call_that_failed_moved_nothing() -> None:
    """`get` that raised Empty took nothing out, and the picture says what it raised."""
    tape = Tape()
    tape.birth(0, 1, 2, "Child", 1)
    tape.call(1, 2, 2, "put", obj="q")
    tape.call(3, 4, 1, "get", obj="q", ok=False, err="Empty")
    chart = chart_of(tape.events)
    assert [m.to for m in chart.messages] == [None]
    assert "raised Empty" in draw(tape.events)


def test_a_lock_is_held_from_acquire_to_release() -> None:
    """Also if another process releases it; and for ever, if none does."""
    tape = Tape()
    tape.birth(0, 1, 2, "Child", 1)
    tape.call(1, 2, 1, "acquire", obj="lock-1")
    tape(5, 2, "release", obj="lock-1")
    tape.call(6, 7, 2, "acquire", obj="lock-1")
    tape(9, 1, "note", text="end")
    parent, child = chart_of(tape.events).lanes
    assert [(s.begin, s.end) for s in parent.strips] == [(1000.002, 1000.005)]
    assert [s.end for s in child.strips] == [None]


def test_a_condition_lets_go_of_its_lock_while_it_waits() -> None:
    """Between the beginning and the end of `wait()` the lock is not held."""
    tape = Tape()
    tape(0, 1, "obj", id="condition-1", type="Condition", label="ready")
    tape.call(1, 2, 1, "acquire", obj="condition-1")
    tape.call(3, 6, 1, "wait", obj="condition-1")
    tape(8, 1, "release", obj="condition-1")
    held = [(strip.begin, strip.end) for strip in chart_of(tape.events).lanes[0].strips]
    assert held == [(1000.002, 1000.003), (1000.006, 1000.008)]


def test_a_process_that_is_dead_waits_for_nothing() -> None:
    """A call that was open when its process was killed ends with the process."""
    tape = Tape()
    tape.birth(0, 1, 2, "Child", 1)
    tape(2, 2, "get", "B", obj="q")
    tape.death(5, 1, 2, code=-9)
    span = chart_of(tape.events).lanes[1].spans[0]
    assert span.end == pytest.approx(1000.006)


def test_a_child_from_before_the_recording_is_no_part_of_it() -> None:
    """In a notebook a cell may reap what an earlier cell has left."""
    tape = Tape()
    tape(0, 1, "run", name="MainProcess", parent=None, role="main", method="fork")
    tape(1, 1, "reap", child=77, code=-9)
    assert [lane.pid for lane in chart_of(tape.events).lanes] == [1]


# ---------------------------------------------------------------------- why it hangs


@pytest.mark.parametrize("name", EXPLAINED)
def test_a_deadlock_is_a_picture_and_a_sentence(name: str) -> None:
    """Both waits are outlined and numbered, an arrow goes each way, the sentence is beneath."""
    events, explanation = EXPLAINED[name]()
    svg = draw(events, explanation=explanation, until=events[-1]["t"] + 5)
    written = texts(svg)
    assert "Why it goes no further" in written
    box = " ".join(written)
    assert all(word in box for word in explanation.sentence.split())
    for wait in explanation.waits:
        assert f"{wait.at[0]} line {wait.at[1]}" in written
    assert svg.count('class="tl-stuck"') == 2
    assert written.count("1") == written.count("2") == 2  # in the lane and in the list
    assert "nothing for 5 s" in written


def test_backticks_of_a_sentence_become_code() -> None:
    """`results` is set in the type of code; the marks themselves are not shown."""
    events, explanation = join_before_drain()
    explanation.sentence = "Nobody reads `results` & more."
    svg = draw(events, explanation=explanation)
    assert "Nobody reads results & more." in texts(svg)
    assert '<tspan class="tl-m">results</tspan>' in svg


def test_a_wait_for_nobody_says_so() -> None:
    """Where no process could end a wait, no arrow points anywhere."""
    events, explanation = join_before_drain()
    explanation.waits[1].waits_for = ()
    assert "nobody" in texts(draw(events, explanation=explanation))


def test_what_is_not_certain_is_not_called_a_deadlock() -> None:
    """A slow program that was stopped does not hang."""
    events, explanation = join_before_drain()
    explanation.certain = False
    told = " ".join(texts(draw(events, explanation=explanation)))
    assert "hangs" not in told and "no further" not in told and "for ever" not in told


def test_the_text_alternative_begins_with_the_reason() -> None:
    """Whoever hears it learns first why it hangs, then what each process did."""
    events, explanation = join_before_drain()
    lines = text_alternative(events, explanation).splitlines()
    assert lines[1] == f"Why it goes no further: {explanation.sentence}"
    assert "is still in join Worker-1 (word_count line 14)" in lines[2]


# ------------------------------------------------------------------------------- races


def test_the_interleaving_that_lost_an_update_is_found() -> None:
    """A write of what was read before another's write: the other's update is lost."""
    (update,) = lost_updates(lost_update())
    assert update.sentence == (
        "Seller-2 read 3 from tickets (sell line 5). Before it wrote, Seller-1 wrote 4. Then "
        "Seller-2 wrote 4 (sell line 5), made from the old value: that update is lost."
    )
    written = texts(draw_interleaving(lost_update()))
    assert "How an update of tickets was lost" in written
    assert "lost" in written and "still thinks 3" in written


def test_no_update_is_lost_where_each_reads_what_it_overwrites() -> None:
    """Reading and writing in turn loses nothing, and the picture says so."""
    tape = Tape()
    tape(0, 1, "obj", id="value-1", type="Value", label="total")
    for n in range(40):
        tape(n, 2 + n % 2, "read", obj="value-1", value=n)
        tape(n + 0.5, 2 + n % 2, "write", obj="value-1", value=n + 1)
    assert lost_updates(tape.events) == [] and count_lost(tape.events) == 0
    written = " ".join(texts(draw_interleaving(tape.events, "total")))
    assert "No update of total was lost" in written and "further steps" in written


def test_a_write_that_was_not_made_from_a_read_loses_nothing() -> None:
    """Setting a value is no update of it."""
    tape = Tape()
    tape(1, 2, "read", obj="v", value=0)
    tape(2, 2, "write", obj="v", value=1)
    tape(3, 3, "write", obj="v", value=7)
    tape(4, 2, "write", obj="v", value=9)
    assert lost_updates(tape.events) == []


def test_updates_that_are_made_twice_from_one_value_are_lost_once() -> None:
    """Two processes that count in step, reading before the other writes, lose every second one."""
    tape = Tape()
    for n in range(20):
        for moment, kind, value in ((0, "read", n), (0.5, "write", n + 1)):
            for pid in (2, 3):
                tape(n + moment + pid / 100, pid, kind, obj="v", value=value)
    assert count_lost(tape.events) == 20
    tape(30, 2, "write", obj="v", value=0)  # set anew: no update, and it makes none a lost one
    tape(31, 3, "read", obj="v", value=0)
    tape(32, 3, "write", obj="v", value=1)
    assert count_lost(tape.events) == 20


def test_an_update_is_counted_once_however_the_reads_and_writes_overlap() -> None:
    """A reads between its own write and the other's stale one: one of three updates is lost."""
    tape = Tape()
    steps = [(2, "read"), (3, "read"), (2, "write"), (2, "read"), (3, "write"), (2, "write")]
    for t, (pid, kind) in enumerate(steps):
        tape(t, pid, kind, obj="v", value=1)
    assert count_lost(tape.events) == 1
    assert len(lost_updates(tape.events)) == 2  # two writes overwrote what they had not seen


def test_places_of_an_array_are_cells_of_their_own() -> None:
    """Two processes that write to different places of an Array do not disturb each other."""
    tape = Tape()
    for pid, index in ((2, 0), (3, 1)):
        tape(1 + pid / 10, pid, "read", obj="a", index=index, value=0)
    for pid, index in ((2, 0), (3, 1)):
        tape(2 + pid / 10, pid, "write", obj="a", index=index, value=1)
    assert lost_updates(tape.events) == []


def test_a_long_race_is_summed_up_in_the_middle() -> None:
    """A hundred writes between the stale read and the fatal write still fit on a screen."""
    tape = Tape()
    tape(0, 2, "read", obj="v", value=0)
    for n in range(100):
        tape(1 + n, 3, "read", obj="v", value=n)
        tape(1.5 + n, 3, "write", obj="v", value=n + 1)
    tape(200, 2, "write", obj="v", value=1)
    (update,) = lost_updates(tape.events)
    assert count_lost(tape.events) == 100
    assert len(update.unseen) == 100 and "100 updates are lost" in update.sentence
    svg = draw_interleaving(tape.events)
    assert float(drawn(svg).get("height", "0")) < 700
    assert "further steps" in " ".join(texts(svg))


# ---------------------------------------------------------------------- much and little


def test_a_hundred_thousand_events_are_summed_up_and_it_says_so() -> None:
    """Small file, all items counted, and the picture admits what it does not show."""
    events = flood()
    svg = draw(events)
    assert len(events) > 100_000 and len(svg.encode()) < 200_000
    written = " ".join(texts(svg))
    assert re.search(r"100,000 of 100,014 events are summed up", written)
    counts = [int(n.replace(",", "")) for n in re.findall(r"×([\d,]+)", written)]
    assert counts.count(25_000) == 2  # in the producer's lane and in the consumer's
    bundles = sum(n for n in counts if n != 25_000)
    assert bundles == 25_000


def test_what_the_recorder_only_counted_is_told_as_such() -> None:
    """`more` events stand for calls that were not written down."""
    tape = Tape()
    tape(0, 1, "obj", id="q", type="Queue", label="numbers")
    tape.birth(0, 1, 2, "Producer", 1)
    for n in range(3):
        tape.call(2 + n, 2.5 + n, 2, "put", obj="q")
        tape.call(2 + n, 2.6 + n, 1, "get", obj="q")
    for pid, of in ((2, "put"), (1, "get")):
        tape(10, pid, "more", of=of, obj="q", count=4)
        tape(90, pid, "more", of=of, obj="q", count=20_000)
    chart = chart_of(tape.events)
    assert chart.counted == 2 * 2 * 19_997
    assert sum(message.count for message in chart.messages) == 20_000
    written = " ".join(texts(draw(tape.events)))
    assert "put numbers ×19,997" in written and "are summed up" in written
    assert "never taken out" not in written


@pytest.mark.parametrize("number", [2, 32, 60, 400])
def test_any_number_of_processes_fits(number: int) -> None:
    """Up to forty have a lane; the others are counted; the file stays small."""
    svg = draw(many_processes(number))
    lanes = sum(text == "Parent" or text.startswith("Process-") for text in texts(svg))
    assert lanes == (number + 1 if number < 40 else 39)
    assert ("not shown" in svg) == (number >= 40)
    assert len(svg.encode()) < 200_000


def test_those_that_matter_are_shown_among_many() -> None:
    """Of sixty processes those that crashed have a lane, however late they were born."""
    events = many_processes(60)
    for event in events:
        if event["k"] in ("exit", "reap") and event.get("child", event["pid"]) == 459:
            event["code"] = 1
    assert "Process-59" in texts(draw(events))


def test_nothing_recorded_is_said_in_words() -> None:
    """An empty recording gives a picture, too."""
    assert any("no process was started" in text for text in texts(draw([])))
    assert "no process" in text_alternative([])


def test_a_standstill_is_cut_out_and_marked() -> None:
    """Nearly ten seconds of waiting leave room for what happened before and after."""
    written = texts(draw(standstill()))
    assert "9.78 s" in written
    assert any("cut out" in text for text in written)


def test_work_is_never_cut_out() -> None:
    """A process that computes for ten seconds has a long bar: its length is the point."""
    tape = Tape()
    tape.birth(0, 1, 2, "Busy", 1)
    tape.call(2, 10_001, 1, "join", child=2)
    tape.death(10_000, 1, 2)
    assert make(chart_of(tape.events), 0, 700).cuts == ()


# ------------------------------------------------------------------------- how it is shown


@pytest.mark.parametrize("svg", all_pictures().values(), ids=all_pictures())
def test_a_picture_is_plain(svg: str) -> None:
    """No script, no handler, no link, nothing from elsewhere; a name and a description."""
    root = drawn(svg)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert not tags & {"script", "foreignObject", "image", "a", "use", "animate", "iframe"}
    for each in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in each.keys())  # noqa: SIM118
    outside = re.findall(r"url\((?!#)|@import|https?://(?!www\.w3\.org/2000/svg)", svg)
    assert outside == []
    assert root[0].tag == f"{SVG}title" and root[0].text
    assert root[1].tag == f"{SVG}desc" and root[1].text
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"


@pytest.mark.parametrize("svg", all_pictures().values(), ids=all_pictures())
def test_every_class_and_reference_is_known(svg: str) -> None:
    """What the drawing uses the style sheet or the definitions have."""
    style = "".join(each.text or "" for each in drawn(svg).iter(f"{SVG}style"))
    known = set(re.findall(r"\.(tl-[A-Za-z0-9-]+)", style)) | {"tl-pic"}
    assert classes(svg) <= known
    ids = {each.get("id") for each in drawn(svg).iter()}
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= ids
    assert "@WAIT@" not in svg and "@TALK@" not in svg and "@MANY@" not in svg


def test_pictures_on_one_page_share_no_id() -> None:
    """Several can be inlined into one page."""
    ids = [re.findall(r'\bid="([^"]+)"', svg) for svg in all_pictures().values()]
    everything = list(itertools.chain.from_iterable(ids))
    assert len(everything) == len(set(everything))


def test_the_same_events_give_the_same_bytes() -> None:
    """Drawn twice, and in whatever order the processes have written their lines."""
    events = pool_of_four()
    assert draw(events) == draw(list(events)) == draw(shuffled(events))
    assert trace(events) == trace(shuffled(events))


def test_labels_from_students_are_shown_and_do_nothing() -> None:
    """Markup, control characters, lone surrogates and endless names are text like any other."""
    evil = '"><script>alert(1)</script>&\x00\x1b\ud800' + "x" * 10_000
    tape = Tape()
    tape(0, 1, "obj", id="q", type="Queue", label=evil)
    tape.birth(0, 1, 2, evil, 1, method=evil)
    tape.call(2, 90, 2, "put", obj="q", at=[evil, 3])
    tape(4, 2, "note", text=evil)
    tape(5, 2, "ran", ok=False, err=evil, text=evil)
    tape.death(95, 1, 2, code=1)
    for svg in (draw(tape.events, title=evil), draw_interleaving(tape.events, title=evil)):
        assert "script" not in {each.tag.removeprefix(SVG) for each in drawn(svg).iter()}
        assert "<script" not in svg
        assert len(svg.encode("utf-8")) < 60_000
    text_alternative(tape.events).encode("utf-8")


def contrast(one: str, other: str) -> float:
    """The ratio of luminances, as the Web's guidelines for accessibility define it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_apart(theme: int) -> None:
    """Text has a contrast of 4.5 with its ground, lines and edges one of 3."""
    colour = {name: pair[theme] for name, pair in PALETTE.items()}
    for ink, ground in [
        ("fg", "bg"),
        ("fg", "band"),
        ("fg", "run"),
        ("fg", "wait"),
        ("fg", "talk"),
        ("fg", "alarm-bg"),
        ("muted", "bg"),
        ("muted", "band"),
        ("on-task", "task"),
        ("alarm", "bg"),
        ("alarm", "alarm-bg"),
        ("hold", "bg"),
        ("talk-edge", "bg"),
    ]:
        assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
    for line in ("run-edge", "task", "wait-edge", "talk-edge", "hold", "alarm"):
        assert contrast(colour[line], colour["bg"]) >= 3, line


def test_the_page_or_the_reader_chooses_the_theme() -> None:
    """JupyterLab's and the reader's own are followed, on paper it is light, or it is said."""
    auto = draw(pipeline())
    assert "prefers-color-scheme:dark" in auto and "@media print" in auto
    assert "[data-jp-theme-light=false] .tl-pic" in auto
    for theme in ("light", "dark"):
        assert "@media" not in draw(pipeline(), theme=theme)
    with pytest.raises(ValueError, match="'auto', 'light' or 'dark'"):
        draw([], theme="sepia")


def test_a_picture_can_be_the_source_of_an_image() -> None:
    """As data URI, without a character that an attribute would mind."""
    assert re.fullmatch(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", data_uri(draw([])))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 µs"),
        (0.00035, "350 µs"),
        (0.0125, "12.5 ms"),
        (0.99996, "1 s"),
        (1.25, "1.25 s"),
        (9.8, "9.8 s"),
        (200, "3 min 20 s"),
        (120, "2 min"),
    ],
)
def test_durations_are_written_as_people_do(seconds: float, text: str) -> None:
    """Three figures and the unit that fits."""
    assert duration(seconds) == text


def test_words_fit_their_room() -> None:
    """Cut with an ellipsis, wrapped at blanks, and without blanks anywhere; wide signs are wide."""
    assert width_of(fit("a long name of a queue", 60)) <= 60
    assert fit("abc", 5) == ""
    assert wrap("one two three", width_of("one two")) == ["one two", "three"]
    assert all(width_of(line) <= 50 for line in wrap("进程等待" * 8, 50, most=99))
    assert escape('<a b="c">\x00') == "&lt;a b=&quot;c&quot;&gt;\ufffd"


# ------------------------------------------------------------- whatever the events are


KINDS = ["start", "run", "ran", "exit", "reap", "join", "terminate", "obj", "put", "get", "feed",
         "send", "recv", "acquire", "release", "wait", "read", "write", "pool", "task", "result",
         "pterminate", "note", "more", "work", "select", "call", "unheard-of"]  # fmt: skip
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 9), st.just(10**5000), st.floats(),
    st.text(max_size=8), st.lists(st.integers(0, 3), max_size=3),
    st.sampled_from(["q", "lock-1", "0.1", "B", "E"]),
)  # fmt: skip
KEYS = ["child", "name", "obj", "id", "label", "type", "ends", "task", "func", "at", "ok", "err",
        "text", "code", "end", "index", "value", "of", "count", "held", "role", "parent", "objs",
        "method"]  # fmt: skip
EVENT = st.builds(
    lambda common, rest: {**rest, **common},
    st.fixed_dictionaries({
        "t": st.one_of(st.floats(0, 10), st.floats(), st.none()),
        "pid": st.one_of(st.integers(1, 5), st.none()),
        "k": st.sampled_from(KINDS),
        "ph": st.sampled_from(["", "B", "E"]),
    }),
    st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6),
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENT, max_size=30))
def test_no_events_can_break_the_picture(events: list[dict[str, Any]]) -> None:
    """A student's process may write what it likes: there is always a picture and a text."""
    svg = draw(events)
    assert drawn(svg).tag == f"{SVG}svg"
    assert drawn(draw_interleaving(events)).tag == f"{SVG}svg"
    assert text_alternative(events)
    json.dumps(trace(events), allow_nan=False)


# ------------------------------------------------------------------------- trace viewers


def test_a_trace_viewer_gets_processes_stretches_and_arrows(tmp_path: Path) -> None:
    """Chrome's trace event format: names, nested stretches with durations, flows in pairs."""
    path = to_perfetto(pipeline(), tmp_path / "run.json")
    records = json.loads(path.read_text(encoding="utf-8"))["traceEvents"]
    names = {r["pid"]: r["args"]["name"] for r in records if r["name"] == "process_name"}
    assert names[300] == "Parent" and names[303] == "Consumer"
    flows = [r for r in records if r["ph"] in "sf"]
    starts = {r["id"]: r for r in flows if r["ph"] == "s"}
    ends = {r["id"]: r for r in flows if r["ph"] == "f"}
    assert starts.keys() == ends.keys() and len(starts) == 3
    assert all(starts[n]["ts"] <= ends[n]["ts"] for n in starts)
    assert all(r["ts"] >= 0 and r["dur"] >= 0 for r in records if r["ph"] == "X")


@pytest.mark.parametrize("name", PLAIN)
def test_stretches_of_one_thread_lie_within_one_another(name: str) -> None:
    """The viewer drops stretches that overlap half: there are none."""
    threads: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for record in trace(PLAIN[name]())["traceEvents"]:
        if record["ph"] == "X":
            span = record["ts"], record["ts"] + record["dur"]
            threads.setdefault((record["pid"], record["tid"]), []).append(span)
    for spans in threads.values():
        stack: list[tuple[int, int]] = []
        for begin, end in sorted(spans, key=lambda s: (s[0], -s[1])):
            while stack and stack[-1][1] <= begin:
                stack.pop()
            assert not stack or end <= stack[-1][1]
            stack.append((begin, end))
