"""The key of backups: an age identity. Dumps are encrypted to it, labels signed with what follows from it.

age (https://age-encryption.org/v1) because anybody can open a dump with its own program and this key, should
this program ever not run: `age --decrypt --identity key.txt`.
"""

import hashlib
import hmac
from dataclasses import dataclass, field
from io import BufferedIOBase

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pyrage import DecryptError, IdentityError, decrypt_io, encrypt_io, x25519


class WeakKey(Exception):
    """What is given as the key is none."""


class WrongKey(Exception):
    """The dump was sealed with another key, or is no dump of ours."""


@dataclass(frozen=True)
class Key:
    """A key of backups; `key_id` names it and tells nothing of it."""

    key_id: str
    identity: x25519.Identity = field(repr=False)
    _signing: bytes = field(repr=False)

    def sign(self, content: bytes) -> str:
        """What only who has the key can say of this content."""
        return hmac.new(self._signing, content, hashlib.sha256).hexdigest()

    def has_signed(self, content: bytes, signature: str) -> bool:
        """Whether it was signed with this key and nothing of it has changed."""
        return hmac.compare_digest(self.sign(content).encode(), signature.encode())

    def seal(self, plain: BufferedIOBase, sealed: BufferedIOBase) -> None:
        """Encrypt a stream, piece by piece."""
        encrypt_io(plain, sealed, [self.identity.to_public()])

    def open(self, sealed: BufferedIOBase, plain: BufferedIOBase) -> None:
        """Decrypt a stream, piece by piece; raises WrongKey, also when it ends too early."""
        try:
            decrypt_io(sealed, plain, [self.identity])
        except DecryptError as error:
            raise WrongKey("the dump cannot be opened with this key") from error


def read_key(text: str) -> Key:
    """The key as settings give it; raises WeakKey."""
    try:
        identity = x25519.Identity.from_str(text.strip())
    except IdentityError as error:
        raise WeakKey("BACKUP_KEY must be an age identity (`inventorysync secrets` makes one)") from error
    secret = str(identity).encode()
    signing = HKDF(SHA256(), length=32, salt=None, info=b"inventorysync backup label").derive(secret)
    key_id = hashlib.sha256(b"inventorysync backup key id" + secret).hexdigest()[:8]
    return Key(key_id, identity, signing)


def new_key() -> str:
    """A fresh key, as settings take it."""
    return str(x25519.Identity.generate())
