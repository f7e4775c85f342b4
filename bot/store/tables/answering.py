"""What answering questions keeps for itself: vectors of texts, and weights trained on local feedback."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables.base import Base, Key, Words


class VectorRow(Base):
    """What a text means, under the hash of the model's name and the text: it is computed once."""

    __tablename__ = "vector"

    key: Mapped[Key] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class CalibrationRow(Base):
    """Weights that `bot calibrate` trained here; ``name`` is the kind of text and engine they are for."""

    __tablename__ = "calibration"

    name: Mapped[Key] = mapped_column(primary_key=True)
    weights: Mapped[dict[str, Any]] = mapped_column(JSON)
    told: Mapped[Words]
    at: Mapped[dt.datetime]
