"""The full engine's model in plain numpy: what it computes, and that only the pinned files are read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge import encoder
from bot.knowledge.encoder import LONGEST, ModelDamaged, load
from bot.knowledge.vectors import Vectors, encoded, key
from bot.knowledge.wordpieces import WordPieces
from tests.rules.coalition import model


def test_cosines_are_those_of_the_published_model() -> None:
    """The example on the model's page: 0.695, 0.943, 0.257."""
    others = ["That is a happy dog", "That is a very happy person", "Today is a sunny day"]
    cosines = model().encode(others) @ model().encode(["That is a happy person"])[0]
    assert cosines.round(3).tolist() == pytest.approx([0.695, 0.943, 0.257], abs=0.001)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_text_means_the_same_alone_and_beside_others(texts: list[str]) -> None:
    together = model().encode(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for text, row in zip(texts, together, strict=True):
        assert np.allclose(model().encode([text])[0], row, atol=1e-4)


def test_only_the_beginning_of_a_long_text_counts() -> None:
    words = "care " * LONGEST
    assert np.allclose(*model().encode([words, words + "and much more"]), atol=1e-5)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Unaffable!", ["una", "##ffa", "##ble", "!"]),
        ("Thérèse’s co-production", ["therese", "\u2019", "s", "co", "-", "production"]),
        ("a\u200bb\tc\x07", ["ab", "c"]),
        ("x" * 101, ["[UNK]"]),
        ("\u4e2d\u6587", ["\u4e2d", "\u6587"]),
    ],
)
def test_text_is_cut_as_the_model_was_trained(text: str, pieces: list[str]) -> None:
    numbers = model().pieces.numbers
    names = {number: piece for piece, number in numbers.items()}
    assert [names[number] for number in model().pieces.cut(text, 50)[1:-1]] == pieces


def test_remembered_pieces_do_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.knowledge.wordpieces.KEPT", 3)
    pieces = WordPieces(model().pieces.numbers)
    for word in ["one", "two", "three", "four", "five"]:
        pieces.cut(word, 9)
    assert len(pieces._seen) <= 3


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = encoder.folder()
    assert folder
    for name in encoder.DIGESTS:
        shutil.copy(folder / name, tmp_path / name)
    with (tmp_path / "vocab.txt").open("a") as file:
        file.write("more\n")
    with pytest.raises(ModelDamaged, match=r"vocab\.txt is not the file that was pinned"):
        load(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"model\.safetensors cannot be read"):
        load(tmp_path)


def test_packed_vectors_keep_their_cosines() -> None:
    texts = ["Who leads the group?", "Who is in charge of the group?"]
    vectors = Vectors(model(), encoded(model(), texts))
    rows = vectors.of(texts)
    exact = model().encode(texts)
    assert rows is not None
    assert rows[0] @ rows[1] == pytest.approx(exact[0] @ exact[1], abs=0.001)
    assert vectors.of([*texts, "New"]) is None
    assert vectors.missing(["New", texts[0], "New"]) == ["New"]
    assert all(len(packed) == 768 for packed in vectors.known.values())
    assert key("New") not in vectors.known


def test_a_question_is_computed_by_one_thread() -> None:
    script = (
        "import bot, numpy, os\n"
        "numpy.ones((900, 900), 'f4') @ numpy.ones((900, 900), 'f4')\n"
        "print(len(os.listdir('/proc/self/task')))\n"
    )
    free = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", script], env=free, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"
