"""The small tools: the lab folder and the bench."""

from __future__ import annotations

from tools import bench, lab


def test_the_lab_copies_notebooks_and_keeps_the_students_work(tmp_path):
    """What is in the lab already stays; what is new in the release comes in; modules do not."""
    release, work = tmp_path / "release", tmp_path / "lab"
    (release / "03_pool").mkdir(parents=True)
    (release / "03_pool" / "03_pool.ipynb").write_text("first", encoding="utf-8")
    (release / "03_pool" / "left.py").write_text("", encoding="utf-8")
    assert lab.copy_new(release, work) == [work / "03_pool" / "03_pool.ipynb"]
    (work / "03_pool" / "03_pool.ipynb").write_text("mine", encoding="utf-8")
    (release / "03_pool" / "words.csv").write_text("", encoding="utf-8")
    assert lab.copy_new(release, work) == [work / "03_pool" / "words.csv"]
    assert (work / "03_pool" / "03_pool.ipynb").read_text(encoding="utf-8") == "mine"


def test_the_lab_says_how_to_build_a_release(tmp_path, monkeypatch, capsys):
    """Without a release there is nothing to open, and the message names the verb."""
    monkeypatch.setattr(lab, "RELEASE", tmp_path / "release")
    assert lab.main() == 1
    assert "make release" in capsys.readouterr().err


def test_the_bench_tells_a_reference_that_fails(tmp_path, monkeypatch, capsys):
    """A notebook that cannot be judged ends the bench with the judge's own words."""
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    assert bench.main(["03_pool", "--runs", "1"]) == 1
    said = capsys.readouterr().err
    assert "03_pool.ipynb is the reference, and did not get full marks" in said


def test_a_row_of_the_bench_has_the_median():
    """The row shows the median, the extremes, and how many processors were busy."""
    timings = [bench.Timing(2.0, 3.0), bench.Timing(4.0, 6.0), bench.Timing(9.0, 6.0)]
    words = " ".join(bench.row("03_pool", timings).split())
    assert words == "03_pool 3 4.0 s 2.0 s 9.0 s 6.0 s 1.50"
