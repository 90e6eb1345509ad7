"""A device with passkeys, as browsers speak for one (W3C Web Authentication, 5.1 and 6.5)."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ES256, EC2, P256 = -7, 2, 1


@dataclass
class Authenticator:
    """Makes one passkey and shows it, in a page of `origin`; without `verifies` it never asks its user."""

    origin: str
    verifies: bool = True
    count: int = 0
    number: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: str = ""

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """A passkey for these options, which it keeps."""
        self.handle = options["user"]["id"]
        point = self.key.public_key().public_numbers()
        public = {1: EC2, 3: ES256, -1: P256, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        attested = bytes(16) + len(self.number).to_bytes(2) + self.number + encode_cbor(public)
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._credential(clientDataJSON=client, attestationObject=attestation)

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Show the passkey."""
        self.count += 1
        data = self._data(options["rpId"], 0)
        client = self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        shown = self._credential(clientDataJSON=client, authenticatorData=data, signature=signed)
        shown["response"]["userHandle"] = self.handle
        return shown

    def _data(self, domain: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, **response: bytes) -> dict[str, Any]:
        number = bytes_to_base64url(self.number)
        texts = {name: bytes_to_base64url(value) for name, value in response.items()}
        return {"id": number, "rawId": number, "type": "public-key", "response": texts}


def altered(credential: dict[str, Any], name: str, at: int, by: int) -> dict[str, Any]:
    """The credential with one byte of one part changed."""
    found = bytearray(base64url_to_bytes(credential["response"][name]))
    found[at % len(found)] ^= by
    return {**credential, "response": {**credential["response"], name: bytes_to_base64url(bytes(found))}}
