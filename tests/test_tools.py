"""The small tools: the lab folder."""

from __future__ import annotations

from tools import lab


def test_the_lab_copies_notebooks_and_keeps_the_students_work(tmp_path):
    """What is in the lab already stays; what is new in the release comes in; modules do not."""
    release, work = tmp_path / "release", tmp_path / "lab"
    (release / "03_pool").mkdir(parents=True)
    (release / "03_pool" / "03_pool.ipynb").write_text("first", encoding="utf-8")
    (release / "03_pool" / "left.py").write_text("", encoding="utf-8")
    for left in (".ipynb_checkpoints/03_pool-checkpoint.ipynb", "__pycache__/left.pyc"):
        (release / "03_pool" / left).parent.mkdir()
        (release / "03_pool" / left).write_text("", encoding="utf-8")
    assert lab.copy_new(release, work) == [work / "03_pool" / "03_pool.ipynb"]
    (work / "03_pool" / "03_pool.ipynb").write_text("mine", encoding="utf-8")
    (release / "03_pool" / "words.csv").write_text("", encoding="utf-8")
    assert lab.copy_new(release, work) == [work / "03_pool" / "words.csv"]
    assert (work / "03_pool" / "03_pool.ipynb").read_text(encoding="utf-8") == "mine"


def test_the_lab_never_begins_with_a_checkpoint(tmp_path, monkeypatch):
    """Once a notebook was saved, a hidden copy lies beside it: Jupyter answers 404 for that one."""
    release, work, started = tmp_path / "release", tmp_path / ".hidden" / "lab", []
    start = "00_start_here/00_start_here.ipynb"
    for folder, file in ((release, start), (work, "00_start_here/.ipynb_checkpoints/a.ipynb")):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).write_text("", encoding="utf-8")
    monkeypatch.setattr(lab, "RELEASE", release)
    monkeypatch.setattr("os.execv", lambda path, command: started.extend(command))
    monkeypatch.setattr("sys.argv", ["lab", "--folder", str(work)])
    lab.main()
    assert f"--LabApp.default_url=/lab/tree/{start}" in started


def test_the_lab_says_how_to_build_a_release(tmp_path, monkeypatch, capsys):
    """Without a release there is nothing to open, and the message names the verb."""
    monkeypatch.setattr(lab, "RELEASE", tmp_path / "release")
    assert lab.main() == 1
    assert "make release" in capsys.readouterr().err
