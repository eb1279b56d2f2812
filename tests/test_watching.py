"""What counts as a change of files: only what has settled, whatever way it came about."""

from __future__ import annotations

import os

import pytest

from bot.watching import MOST_NAMED, Watch, changed, look_at, named


@pytest.fixture
def folder(tmp_path):
    """A layer with a language below it."""
    (tmp_path / "layer" / "en" / "topics").mkdir(parents=True)
    (tmp_path / "layer" / "topics.yaml").write_text("# one\n", "utf-8")
    (tmp_path / "layer" / "en" / "topics" / "leave.yaml").write_text("# two\n", "utf-8")
    return tmp_path / "layer"


def watched(folder):
    """A watch that has read the folder as it is, and a look at it now."""
    watch = Watch({})
    watch.try_now(look_at([folder]))
    return watch, lambda: watch.has_settled(look_at([folder]))


def test_nothing_has_changed_where_nothing_was_touched(folder):
    _, look = watched(folder)
    assert [look(), look(), look()] == [False, False, False]


def test_an_edit_counts_when_two_looks_saw_the_same(folder):
    _, look = watched(folder)
    (folder / "topics.yaml").write_text("# other\n", "utf-8")
    assert [look(), look()] == [False, True]


def test_a_file_that_is_still_being_written_is_left_alone(folder):
    _, look = watched(folder)
    seen = []
    for text in ("# o", "# oth", "# other\n"):
        (folder / "topics.yaml").write_text(text, "utf-8")
        seen.append(look())
    assert [*seen, look()] == [False, False, False, True]


def test_what_was_tried_is_not_tried_again_until_it_changes(folder):
    watch, look = watched(folder)
    (folder / "topics.yaml").write_text("# broken", "utf-8")
    look()
    assert look()
    watch.try_now(look_at([folder]))
    assert [look(), look(), look()] == [False, False, False]


def test_an_edit_of_the_same_length_with_an_old_date_is_seen(folder):
    _, look = watched(folder)
    path = folder / "topics.yaml"
    before = path.stat()
    path.write_text("# two\n", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [look(), look()] == [False, True]


def test_a_file_that_goes_away_or_comes_is_a_change_and_is_named(folder):
    before = look_at([folder])
    (folder / "en" / "topics" / "leave.yaml").unlink()
    (folder / "languages.yaml").write_text("# three\n", "utf-8")
    names = [path.rpartition("layer/")[2] for path in changed(before, look_at([folder]))]
    assert names == ["en/topics/leave.yaml", "languages.yaml"]


def test_a_folder_that_was_replaced_by_another_is_seen(folder, tmp_path):
    _, look = watched(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "topics.yaml").write_text("# one\n", "utf-8")
    folder.rename(tmp_path / "old")
    other.rename(folder)
    assert [look(), look()] == [False, True]


def test_a_link_that_is_switched_is_seen_as_containers_do_it(tmp_path):
    for name in ("..first", "..second"):
        (tmp_path / name / "en").mkdir(parents=True)
        (tmp_path / name / "topics.yaml").write_text(f"# {name}\n", "utf-8")
        (tmp_path / name / "en" / "words.yaml").write_text("# w\n", "utf-8")
    (tmp_path / "..data").symlink_to("..first")
    (tmp_path / "topics.yaml").symlink_to("..data/topics.yaml")
    (tmp_path / "en").symlink_to("..data/en")
    _, look = watched(tmp_path)
    assert {path.name for path in look_at([tmp_path])} == {"topics.yaml", "words.yaml"}
    (tmp_path / "..next").symlink_to("..second")
    (tmp_path / "..next").replace(tmp_path / "..data")
    assert [look(), look()] == [False, True]


def test_links_that_lead_in_a_circle_end(folder):
    (folder / "en" / "again").symlink_to(folder)
    assert len(look_at([folder])) < 20


def test_what_is_hidden_and_overlays_below_are_not_looked_at(folder):
    _, look = watched(folder)
    for name in (".git", "overlays"):
        (folder / name).mkdir()
        (folder / name / "ke.yaml").write_text("# x\n", "utf-8")
    (folder / ".#topics.yaml").symlink_to("nobody@nowhere")
    assert [look(), look()] == [False, False]


def test_a_file_that_proves_the_others_is_looked_at_too(folder):
    _, look = watched(folder)
    (folder / "signature").write_text("x", "utf-8")
    assert [look(), look()] == [False, True]


def test_what_is_not_there_is_nothing(tmp_path):
    assert look_at([tmp_path / "nowhere"]) == {}


def test_of_many_files_some_are_named_and_the_others_counted():
    files = [f"{number}.yaml" for number in range(MOST_NAMED + 7)]
    assert named(files[:2]) == "0.yaml, 1.yaml"
    assert named(files).endswith(" and 7 more")
