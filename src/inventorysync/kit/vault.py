"""Encryption at rest: AES-256-GCM with key ids, so that keys can be rotated without a stop."""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """No key of this vault opens the ciphertext, or it was altered."""


class Vault:
    """Encrypts with the first key, decrypts with any; `bound_to` ties a ciphertext to its row."""

    def __init__(self, *secrets: str) -> None:
        keys = [_key_of(secret) for secret in secrets if secret]
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        self._current = _id_of(keys[0])

    @property
    def key_id(self) -> str:
        """The id of the key that new ciphertexts are made with."""
        return self._current

    def encrypt(self, plain: str, *, bound_to: str) -> bytes:
        """`plain` sealed with the current key and bound to a place; includes key id and nonce."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, plain.encode(), bound_to.encode())
        return bytes.fromhex(self._current) + nonce + sealed

    def decrypt(self, sealed: bytes, *, bound_to: str) -> str:
        """What was sealed for this place; raises CannotDecrypt."""
        key_id, nonce, body = sealed[:4].hex(), sealed[4 : 4 + NONCE_BYTES], sealed[4 + NONCE_BYTES :]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotDecrypt(f"key {key_id} is not known; was SECRET_KEY changed without OLD_SECRET_KEY?")
        try:
            return cipher.decrypt(nonce, body, bound_to.encode()).decode()
        except InvalidTag as error:
            raise CannotDecrypt("the ciphertext was altered or belongs to another row") from error


def _key_of(secret: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(secret)
    except ValueError:
        raw = b""
    return raw if len(raw) == 32 else hashlib.sha256(secret.encode()).digest()


def _id_of(key: bytes) -> str:
    return hashlib.sha256(b"key id" + key).hexdigest()[:8]
