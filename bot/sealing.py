"""Texts sealed with a key that lies outside the database: whoever has only that, in however many copies, reads nothing.

AES-256 in Galois/counter mode, with a nonce of its own each time; the text is filled up, so that its length tells little.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = "sealed:"
SHORTEST = 32
"""Characters of the secret that a key is made from."""
NONCE = 12
BLOCK = 4096


class Sealed(Exception):
    """It was sealed with a key that is not here."""


def key_of(secret: str) -> bytes:
    """The key that a secret stands for; slow to make, so that nobody tries secrets one by one."""
    return hashlib.scrypt(secret.encode(), salt=b"secret ballots", n=2**14, r=8, p=1, dklen=32)


def seal(text: str, key: bytes | None, about: str) -> str:
    """The text sealed, for a place that ``about`` names; as it is without a key."""
    if key is None:
        return text
    plain = text.encode()
    nonce = secrets.token_bytes(NONCE)
    filled = plain + b"\n" * (-len(plain) % BLOCK or BLOCK)
    return MARK + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, filled, about.encode())).decode()


def unseal(text: str, key: bytes | None, about: str) -> str:
    """What ``seal`` was given, less empty lines at its end; what is not sealed is as it is.

    Raises:
        Sealed: there is no key, another one, or the text belongs elsewhere.
    """
    if not text.startswith(MARK):
        return text
    if key is None:
        raise Sealed(f"{about} is sealed, and no key is set")
    raw = base64.b64decode(text.removeprefix(MARK))
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode().rstrip("\n")
    except InvalidTag as error:
        raise Sealed(f"{about} is sealed with another key") from error
