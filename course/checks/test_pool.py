"""Visible checks of topic 03_pool: small, fixed and friendly. The exit ticket has none."""

from __future__ import annotations

from collections import Counter

from course.checking import exercise, sample, unmet

COOK = sample("course.samples.pool:cook")
FETCH = sample("course.samples.pool:fetch")


@exercise("count_primes")
def test_a_few_limits(student):
    """Below 10 there are 4 primes, below 20 there are 8, below 100 there are 25."""
    run = student.call("count_primes", [10, 100, 20], processes=2)
    assert run.value == [4, 25, 8]
    assert run.left_behind == []


@exercise("count_primes")
def test_two_workers_at_once(student):
    """Two workers count at the same time."""
    run = student.call("count_primes", [500, 600, 700, 800], processes=2, gate=2)
    assert run.value == [95, 109, 125, 139]
    assert run.met, unmet(run, "two workers at work at the same time")


@exercise("fetch_all")
def test_three_pages(student):
    """Three good pages: three results, no errors."""
    run = student.call("fetch_all", FETCH, ["page-1", "page-2", "page-3"], processes=2)
    results, errors = run.value
    assert results == {f"page-{n}": f"text of page-{n}" for n in (1, 2, 3)}
    assert errors == {}
    assert run.left_behind == []


@exercise("fetch_all")
def test_one_page_is_missing(student):
    """One page is missing: its exception is kept, and the others come back."""
    run = student.call("fetch_all", FETCH, ["page-1", "missing-2", "page-3"], processes=2)
    results, errors = run.value
    assert sorted(results) == ["page-1", "page-3"]
    assert list(errors) == ["missing-2"]
    assert errors["missing-2"].is_a("FileNotFoundError")


@exercise("word_count")
def test_two_files(student):
    """Two short files."""
    files = {"a.txt": b"Noodles, noodles!", "b.txt": b"Soup or noodles?"}
    run = student.call("word_count", list(files), processes=2, files=files)
    assert run.value == Counter(noodles=3, soup=1, **{"or": 1})
    assert run.left_behind == []


@exercise("word_count")
def test_chinese_words(student):
    """Chinese words, and a file that is empty."""
    files = {"a.txt": "进程 管道 进程".encode(), "b.txt": b"", "c.txt": "管道".encode()}
    run = student.call("word_count", list(files), processes=2, files=files)
    assert run.value == {"进程": 2, "管道": 2}


@exercise("shared_progress")
def test_four_orders(student):
    """Four orders: four dishes in order, and the numbers 1 to 4 in any order."""
    orders = ["soup-1", "rice-2", "soup-3", "rice-4"]
    run = student.call("shared_progress", COOK, orders, processes=2)
    dishes = [dish for dish, _ in run.value]
    numbers = [done for _, done in run.value]
    assert dishes == [f"dish of {order}" for order in orders]
    assert sorted(numbers) == [1, 2, 3, 4]
    assert run.left_behind == []


@exercise("shared_progress")
def test_a_stew_is_finished_last(student):
    """A stew takes a second: it stands first in the list and is finished last."""
    run = student.call("shared_progress", COOK, ["stew-1", "soup-2", "soup-3"], processes=2)
    numbers = [done for _, done in run.value]
    assert numbers[0] == 3, "3 for the stew: it stands first and is finished last"
