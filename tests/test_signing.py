"""Signed knowledge: every alteration is caught, by `verify` and by loading; what was caught is not read."""

from __future__ import annotations

import base64
import datetime as dt
import os
import re
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot import sealing
from bot.cli import instance
from bot.cli.main import main
from bot.config import read_config
from bot.last_resort import read_last_resort
from bot.loader import load
from bot.problem import KnowledgeError
from bot.sealing import digests_in, seal_of, seals_of
from bot.signing import (
    FILE,
    FORMAT,
    differences,
    digest_of,
    is_plain,
    key_id,
    public_key,
    seal_in,
    shown_key,
    signature_of,
    twins,
)
from bot.tree_reader import read_tree

DOCUMENT = Path(__file__).parent.parent / "docs" / "signing.md"
DAY = dt.date(2026, 11, 20)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
TRUSTED = (KEY.public_key(),)
NOTHING = digest_of(b"")
FILES = {
    "README.md": "Ours.\n",
    "LICENSE": "Free.\n",
    "last-resort.yaml": "# Last.\nen:\n  text: |\n    Call the number you know.\n",
    "languages.yaml": "# Languages.\n"
    "en: {name: English, direction: left-to-right, script: latin, function_words: [the]}\n"
    "fr: {name: français, direction: left-to-right, script: latin, function_words: [le]}\n",
    "contacts/ke.yaml": "# Contacts.\nke-line:\n  channel: police\n  country: ke\n  phone: ['999']\n",
    "en/interface.yaml": "# English.\nhello: Hello.\n",
    "en/topics/helpline.yaml": "# A topic.\ntitle: Helpline\nphrases:\n  - a number to call\n",
    "fr/interface.yaml": "# French.\nhello: Bonjour.\n",
    "fr/topics/helpline.yaml": "# A topic.\ntitle: Ligne\nphrases:\n  - un numéro à appeler\n",
    "overlays/mine/overlay.yaml": "# Its own layer.\nextends: base\nowner: focal point\n",
}

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights and links are those of POSIX")


def written(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def signed(folder: Path, key: Ed25519PrivateKey = KEY) -> Path:
    (folder / FILE).write_bytes(signature_of(digests_in(folder), key, DAY))
    return folder


@pytest.fixture
def base(tmp_path) -> Path:
    return signed(written(tmp_path / "knowledge"))


@pytest.fixture
def whereto(capsys):
    def run(*arguments: object) -> tuple[int, str, str]:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return code, *capsys.readouterr()

    return run


def ids_of(act: Callable[[], object]) -> list[str]:
    """The ids of the problems that an act raises; empty where it raises none."""
    try:
        act()
    except KnowledgeError as error:
        return [problem.id for problem in error.problems]
    return []


# ---- what is right is taken


def test_what_was_signed_is_loaded_and_verified(base, whereto):
    knowledge = load([base], trusted=TRUSTED)
    assert knowledge.wording("fr").texts["interface/hello"] == "Bonjour."
    code, out, err = whereto("knowledge", "verify", base, "--trusted", shown_key(TRUSTED[0]))
    assert (code, err) == (0, "")
    assert out == f"{base}: 9 files as signed on 2026-11-20 with key 56475aa75463474c\n"


def test_the_signature_is_no_file_of_knowledge(base):
    tree = read_tree([base])
    assert tree.problems == ()
    assert not [file for file in tree.files if FILE in file.path]


def test_one_of_several_trusted_keys_is_enough(base):
    assert load([base], trusted=(OTHER.public_key(), *TRUSTED)).contacts


def test_without_trusted_keys_no_signature_is_looked_at(base):
    (base / FILE).write_bytes(b"nonsense")
    assert load([base]).contacts


def test_signing_twice_on_a_day_gives_the_same_bytes_whatever_the_order_of_the_disk(base):
    digests = digests_in(base)
    turned = dict(reversed(digests.items()))
    assert signature_of(digests, KEY, DAY) == signature_of(turned, KEY, DAY)


# ---- every alteration is caught


def in_file(name: str, old: str, new: str) -> Callable[[Path], None]:
    def alter(folder: Path) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))

    return alter


def _swap(folder: Path) -> None:
    one, two = folder / "en/interface.yaml", folder / "fr/interface.yaml"
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)


def _rename(folder: Path) -> None:
    (folder / "contacts/ke.yaml").rename(folder / "contacts/ug.yaml")


def _capitals(folder: Path) -> None:
    (folder / "contacts/ke.yaml").rename(folder / "contacts/KE.yaml")


def _twin(folder: Path) -> None:
    (folder / "contacts/KE.yaml").write_text("# Twin.\n")


def _remove(folder: Path) -> None:
    (folder / "fr/interface.yaml").unlink()


def _remove_language(folder: Path) -> None:
    shutil.rmtree(folder / "fr")


def _add(folder: Path) -> None:
    (folder / "contacts/ug.yaml").write_text("# More.\n")


def _add_hidden(folder: Path) -> None:
    (folder / "contacts/.ug.yaml").write_text("# More.\n")


def _link(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere.yaml"
    (folder / "contacts/ke.yaml").rename(elsewhere)
    (folder / "contacts/ke.yaml").symlink_to(elsewhere)


def _link_folder(folder: Path) -> None:
    elsewhere = folder.parent / "elsewhere"
    (folder / "fr").rename(elsewhere)
    (folder / "fr").symlink_to(elsewhere)


def _pipe(folder: Path) -> None:
    (folder / "contacts/ke.yaml").unlink()
    os.mkfifo(folder / "contacts/ke.yaml")


def _huge(folder: Path) -> None:
    (folder / "contacts/ke.yaml").write_bytes(b"#" * 1_000_001)


def _unsign(folder: Path) -> None:
    (folder / FILE).unlink()


def _sign_otherwise(folder: Path) -> None:
    signed(folder, OTHER)


def _sign_as_ours(folder: Path) -> None:
    """Signed with another key that calls itself ours."""
    in_file("contacts/ke.yaml", "999", "666")(folder)
    content = signature_of(digests_in(folder), OTHER, DAY)
    ours, theirs = key_id(KEY.public_key()), key_id(OTHER.public_key())
    (folder / FILE).write_bytes(content.replace(theirs.encode(), ours.encode()))


def _signature_crlf(folder: Path) -> None:
    in_file(FILE, "\n", "\r\n")(folder)


def _no_signature_inside(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes().split(b"\n\n")[1])


def _appended(folder: Path) -> None:
    with (folder / FILE).open("ab") as file:
        file.write(b"0" * 64 + b"  contacts/ug.yaml\n")


def _list_follows_the_file(folder: Path) -> None:
    """A file altered, and its line of the list with it."""
    before = digests_in(folder)["contacts/ke.yaml"].exact
    in_file("contacts/ke.yaml", "999", "666")(folder)
    after = digests_in(folder)["contacts/ke.yaml"].exact
    in_file(FILE, before, after)(folder)


TAMPERING = {
    "a digit of a number": (in_file("contacts/ke.yaml", "999", "998"), ["altered-file"]),
    "a space": (in_file("fr/interface.yaml", "Bonjour.", "Bonjour. "), ["altered-file"]),
    "a comment": (in_file("en/interface.yaml", "# English", "# english"), ["altered-file"]),
    "line ends": (in_file("en/interface.yaml", "\n", "\r\n"), ["altered-file"]),
    "a byte order mark": (in_file("en/interface.yaml", "# E", "\ufeff# E"), ["altered-file"]),
    "two files swapped": (_swap, ["altered-file", "altered-file"]),
    "a file renamed": (_rename, ["renamed-file"]),
    "its capitals": (_capitals, ["renamed-file"]),
    "a twin in capitals": (_twin, ["odd-file"]),
    "a file removed": (_remove, ["missing-file"]),
    "a language removed": (_remove_language, ["missing-file", "missing-file"]),
    "a file added": (_add, ["added-file"]),
    "a file replaced by a link": (_link, ["odd-file"]),
    "a folder replaced by a link": (_link_folder, ["odd-file"]),
    "a file replaced by a pipe": (_pipe, ["odd-file"]),
    "a file grown past what is read": (_huge, ["odd-file"]),
    "the signature removed": (_unsign, ["unsigned"]),
    "signed by somebody else": (_sign_otherwise, ["unknown-signer"]),
    "signed by somebody else in our name": (_sign_as_ours, ["unknown-signer"]),
    "the day of the signature": (in_file(FILE, "made: 2026", "made: 2027"), ["unknown-signer"]),
    "the version of the list": (in_file(FILE, FORMAT, f"{FORMAT}1"), ["unknown-signer"]),
    "a line of the list": (_list_follows_the_file, ["unknown-signer"]),
    "a line added to the list": (_appended, ["unknown-signer"]),
    "a path of the list": (in_file(FILE, "contacts/ke", "../../etc"), ["unknown-signer"]),
    "line ends of the signature": (_signature_crlf, ["signature-shape"]),
    "the signature itself cut off": (_no_signature_inside, ["signature-shape"]),
}


@posix_only
@pytest.mark.parametrize("how", TAMPERING)
def test_every_alteration_is_caught_by_loading_and_by_verify(how, base, whereto):
    tamper, expected = TAMPERING[how]
    tamper(base)
    assert ids_of(lambda: load([base], trusted=TRUSTED)) == expected
    code, out, err = whereto("knowledge", "verify", base, "--trusted", shown_key(TRUSTED[0]))
    assert (code, out) == (1, "")
    assert [problem for problem in expected if f"({problem})" not in err] == []


def test_a_hidden_file_is_read_neither_as_signed_nor_as_added(base):
    _add_hidden(base)
    problems = ids_of(lambda: load([base], trusted=TRUSTED))
    assert problems == ["added-file"] or "contacts/.ug.yaml" not in [
        file.path for file in read_tree([base]).files
    ]


def test_what_is_no_knowledge_may_come_and_go_but_verify_says_so(base, whereto):
    (base / "README.md").write_text("Another.\n")
    (base / "LICENSE").unlink()
    (base / "note.txt").write_text("A note.\n")
    assert load([base], trusted=TRUSTED).contacts
    code, _, err = whereto("knowledge", "verify", base, "--trusted", shown_key(TRUSTED[0]))
    assert code == 1
    for place, problem in (
        ("README.md", "altered-file"),
        ("LICENSE", "missing-file"),
        ("note.txt", "added-file"),
    ):
        assert f"{base}/{place}  ({problem})" in err


def test_a_problem_names_the_file_and_what_to_do(base, whereto):
    in_file("contacts/ke.yaml", "\n", "\r\n")(base)
    _remove(base)
    code, _, err = whereto("knowledge", "verify", base, "--trusted", shown_key(TRUSTED[0]))
    assert (code, err) == (
        1,
        f"""\
{base}/contacts/ke.yaml  (altered-file)

  The line ends of this file were changed after it was signed; its words are the same.
  Copy it anew, byte for byte. With git: write "* -text" into .gitattributes.

{base}/fr/interface.yaml  (missing-file)

  This file was signed and is not there.
  Put it back, or have the folder signed anew without it.

2 problems in 2 files.
""",
    )


# ---- nothing is changed between the look and the reading


def test_what_is_altered_after_the_look_is_not_read(base):
    seals = seals_of([base], TRUSTED)
    in_file("contacts/ke.yaml", "999", "666")(base)
    _add(base)
    (base / "en/interface.yaml").unlink()
    tree = read_tree([base], seals=seals)
    assert sorted(problem.id for problem in tree.problems) == [
        "added-file",
        "altered-file",
        "missing-file",
    ]
    assert not [file for file in tree.files if "contacts" in file.path]


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (in_file("fr/interface.yaml", "Bonjour", "Adieu"), "altered-file"),
        (_remove, "missing-file"),
        (_add, "added-file"),
    ],
)
def test_a_language_that_is_read_later_is_compared_then(base, tamper, problem):
    knowledge = load([base], trusted=TRUSTED)
    shutil.copytree(base, base.parent / "copy")
    tamper(base)
    assert ids_of(lambda: knowledge.wording("fr")) == [problem]
    shutil.rmtree(base)
    (base.parent / "copy").rename(base)
    assert knowledge.wording("fr").texts["interface/hello"] == "Bonjour."


def test_the_words_of_a_language_that_are_read_later_are_compared_then(base):
    knowledge = load([base], trusted=TRUSTED)
    _remove_language(base)
    assert ids_of(lambda: knowledge.lexicon("fr")) == ["missing-file", "missing-file"]


def test_the_last_resort_of_an_altered_file_is_not_taken(base):
    (seal,) = seals_of([base], TRUSTED)
    assert read_last_resort(base, seal) == {"en": "Call the number you know."}
    in_file("last-resort.yaml", "Call", "Never call")(base)
    assert read_last_resort(base, seal) == {}
    assert ids_of(lambda: instance.last_resort_of([base], TRUSTED)) == ["altered-file"]


# ---- layers


def test_every_layer_needs_its_own_signature(base, tmp_path):
    overlay = tmp_path / "ours"
    (overlay / "en").mkdir(parents=True)
    (overlay / "overlay.yaml").write_text("# Ours.\nextends: base\nowner: focal point\n")
    (overlay / "en/interface.yaml").write_text("# Ours.\nhello: Good day.\n")
    assert ids_of(lambda: load([base, overlay], trusted=TRUSTED)) == ["unsigned"]
    signed(overlay)
    knowledge = load([base, overlay], trusted=TRUSTED)
    assert knowledge.wording("en").texts["interface/hello"] == "Good day."


def test_all_layers_are_looked_at_at_once(base, tmp_path):
    overlay = tmp_path / "ours"
    overlay.mkdir()
    (overlay / "overlay.yaml").write_text("# Ours.\nextends: base\nowner: focal point\n")
    _remove(base)
    assert ids_of(lambda: load([base, overlay], trusted=TRUSTED)) == ["missing-file", "unsigned"]


def test_an_overlay_below_the_base_is_a_layer_of_its_own(base):
    in_file("overlays/mine/overlay.yaml", "focal", "other")(base)
    assert load([base], trusted=TRUSTED).contacts


def test_what_came_inside_the_program_needs_no_signature(tmp_path, monkeypatch):
    packed = written(tmp_path / "_shipped")
    copy = tmp_path / "last-good"
    shutil.copytree(packed, copy)
    assert ids_of(lambda: load([packed], trusted=TRUSTED)) == ["unsigned"]
    monkeypatch.setattr(sealing, "PACKED", packed)
    assert seals_of([packed, packed / "overlays" / "mine", copy], TRUSTED) == (None, None, None)
    in_file("contacts/ke.yaml", "999", "666")(copy)
    assert ids_of(lambda: seals_of([copy], TRUSTED)) == ["unsigned"]


# ---- names


@pytest.mark.parametrize(
    "path",
    [
        "../up.yaml", "a/../b.yaml", "/etc/passwd", "a//b.yaml", "./a.yaml", "a/.", "a\\b.yaml",
        "C:/a.yaml", "a\nb.yaml", "a\x00.yaml", " a.yaml", "a .yaml ", "cafe\u0301.yaml",
        "a\u202eb.yaml", "\udcff.yaml", "",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_or_reads_otherwise_elsewhere_is_not_plain(path):
    assert not is_plain(path)


@pytest.mark.parametrize("path", ["a.yaml", "en/topics/a-b.yaml", "zh-Hans/x.yaml", "LICENSE"])
def test_paths_of_knowledge_are_plain(path):
    assert is_plain(path)


def test_names_that_differ_in_capitals_alone_are_twins():
    assert twins(["a/B.yaml", "a/b.yaml", "a/c.yaml"]) == ["a/b.yaml"]


@pytest.mark.parametrize("path", ["../../etc/passwd", "a\\b", "/a"])
def test_a_list_with_such_a_path_is_refused_even_with_a_right_signature(path):
    content = signature_of({path: NOTHING}, KEY, DAY)
    assert ids_of(lambda: seal_in(content, TRUSTED, "k")) == ["signature-shape"]


def test_a_list_with_twins_is_refused_even_with_a_right_signature():
    content = signature_of({"A.yaml": NOTHING, "a.yaml": NOTHING}, KEY, DAY)
    assert ids_of(lambda: seal_in(content, TRUSTED, "k")) == ["signature-shape"]


@pytest.mark.parametrize("turn", ["twice", "unsorted", "no files", "no day"])
def test_a_list_that_this_program_would_not_write_is_refused_even_with_a_right_signature(turn):
    rows = [f"{'0' * 64}  {name}\n" for name in ("a", "b")]
    listed = {
        "twice": [rows[0], rows[0]],
        "unsorted": rows[::-1],
        "no files": [],
        "no day": rows,
    }[turn]
    made = "made: today\n" if turn == "no day" else "made: 2026-11-20\n"
    text = f"{FORMAT}\nkey: {'0' * 16}\n{made}{''.join(listed)}".encode()
    signature = base64.b64encode(KEY.sign(text))
    content = b"# .\nsignature: " + signature + b"\n\n" + text
    assert ids_of(lambda: seal_in(content, TRUSTED, "k")) == ["signature-shape"]


def test_any_bit_of_the_signature_file_that_is_turned_is_noticed(base):
    content = (base / FILE).read_bytes()
    start = content.index(b"\n") + 1
    expected = seal_in(content, TRUSTED, "").digests
    for place in range(start, len(content), 7):
        turned = bytearray(content)
        turned[place] ^= 1
        found: list[object] = []
        problems = ids_of(lambda: found.append(seal_in(bytes(turned), TRUSTED, "").digests))  # noqa: B023
        assert problems or found == [expected]
        assert problems or place < content.index(b"\n\n")


# ---- keys


@posix_only
def test_a_new_key_signs_is_readable_by_its_owner_alone_and_is_never_shown(base, tmp_path, whereto):
    key = tmp_path / "knowledge.key"
    code, out, err = whereto("knowledge", "keygen", "--to", key)
    assert (code, err) == (0, "")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = "".join(key.read_text().splitlines()[1:-1])
    assert secret not in out
    code, said, err = whereto("knowledge", "sign", base, "--key", key)
    assert (code, err) == (0, "")
    assert said.startswith(f"{base / FILE}: 9 files, signed with key ")
    assert secret not in said
    assert said.splitlines()[1] == out.splitlines()[0]
    public = next(line.split(": ")[1] for line in out.splitlines() if line.startswith("Public"))
    trusted = tmp_path / "trusted.txt"
    trusted.write_text(f"# ours\n{public}  # conduct team\n")
    assert whereto("knowledge", "verify", base, "--trusted", trusted)[0] == 0
    assert whereto("knowledge", "verify", base, "--trusted", public)[0] == 0
    assert whereto("knowledge", "verify", base, "--trusted", shown_key(TRUSTED[0]))[0] == 1
    config = tmp_path / "config.yaml"
    config.write_text(out[out.index("knowledge:") : out.index("\n\nThe private")])
    assert read_config(config).texts("knowledge.trusted_keys") == (public,)


def test_a_key_is_never_written_over(tmp_path, whereto):
    key = tmp_path / "knowledge.key"
    key.write_text("mine")
    assert whereto("knowledge", "keygen", "--to", key) == (
        2,
        "",
        f"{key} is there already. Nothing was written.\n",
    )
    assert key.read_text() == "mine"


def pem(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@posix_only
@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ((pem(KEY), 0o644), "key-readable"),
        ((pem(KEY), 0o640), "key-readable"),
        ((b"nonsense", 0o600), "key-shape"),
        ((b"\xff", 0o600), "key-missing"),
        ((pem(generate_private_key(65537, 2048)), 0o600), "key-shape"),
    ],
    ids=["all", "group", "nonsense", "no text", "another kind"],
)
def test_a_key_that_others_can_read_or_that_is_none_is_refused(key, problem, base, whereto):
    file = base.parent / "knowledge.key"
    file.write_bytes(key[0])
    file.chmod(key[1])
    before = (base / FILE).read_bytes()
    code, out, err = whereto("knowledge", "sign", base, "--key", file)
    assert (code, out) == (2, "")
    assert f"{file}  ({problem})" in err
    assert (base / FILE).read_bytes() == before


@posix_only
def test_what_cannot_be_signed_is_not_signed(base, tmp_path, whereto):
    key = tmp_path / "knowledge.key"
    whereto("knowledge", "keygen", "--to", key)
    _link(base)
    before = (base / FILE).read_bytes()
    code, _, err = whereto("knowledge", "sign", base, "--key", key)
    assert code == 2
    assert f"{base}/contacts/ke.yaml  (odd-file)" in err
    assert (base / FILE).read_bytes() == before


def test_a_signature_can_be_written_elsewhere(base, tmp_path, whereto):
    key, target = tmp_path / "knowledge.key", tmp_path / "elsewhere.sig"
    whereto("knowledge", "keygen", "--to", key)
    before = (base / FILE).read_bytes()
    assert whereto("knowledge", "sign", base, "--key", key, "--to", target)[0] == 0
    assert (base / FILE).read_bytes() == before
    assert target.read_bytes().startswith(b"# Written by")


@pytest.mark.parametrize("text", ["", "abc", "A" * 44, shown_key(TRUSTED[0])[:-4], "not-a-file"])
def test_what_is_no_public_key_is_said_so(text, base, whereto):
    assert public_key(text) is None
    code, out, err = whereto("knowledge", "verify", base, "--trusted", text)
    assert (code, out) == (2, "")
    assert "(key-shape)" in err


def test_a_trusted_key_that_is_none_is_named_with_its_line(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("knowledge:\n  trusted_keys: [abc]\n")
    with pytest.raises(KnowledgeError) as caught:
        read_config(config)
    (problem,) = caught.value.problems
    assert (problem.id, problem.place.line) == ("wrong-setting", 1)
    assert "abc" not in problem.what + problem.mend


# ---- the document


def test_the_commands_of_the_document_do_what_it_says(tmp_path, whereto, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("our-office").mkdir()
    Path("our-office/overlay.yaml").write_text("# Ours.\nextends: base\nowner: focal point\n")
    text = DOCUMENT.read_text("utf-8")
    commands = re.findall(r"^whereto (knowledge .*)$", text, re.MULTILINE)
    assert [command.split()[1] for command in commands] == ["keygen", "check", "sign", "verify"]
    for command in commands:
        code, out, err = whereto(*command.split())
        assert (code, err) == (0, ""), command
        if "keygen" in command:
            Path("trusted-keys.txt").write_text(out.splitlines()[0].removeprefix("Public key: "))
    Path("our-office/overlay.yaml").write_text("# Ours.\nextends: base\nowner: other\n")
    assert whereto(*commands[-1].split())[0] == 1


# ---- an instance


def test_an_instance_with_trusted_keys_answers_from_signed_layers_and_refuses_others(
    base, tmp_path, whereto
):
    config = tmp_path / "config.yaml"
    config.write_text(
        f"knowledge:\n  folders: [{base.name}]\n  trusted_keys: [{shown_key(TRUSTED[0])}]\n"
    )
    assert whereto("ask", "--config", config, "a number to call")[0] == 0
    in_file("contacts/ke.yaml", "999", "666")(base)
    code, _, err = whereto("ask", "--config", config, "a number to call")
    assert code == 2
    assert "contacts/ke.yaml  (altered-file)" in err
    assert "666" not in err


def test_the_difference_of_nothing_is_nothing(base):
    assert differences(seal_of(base, TRUSTED), digests_in(base)) == []
