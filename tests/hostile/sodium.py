"""The key pairs and boxes of CURVE, from libsodium."""

import ctypes
import ctypes.util

_lib = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
if _lib.sodium_init() < 0:
    raise OSError("libsodium does not start")
MAC = 16


def _must(code):
    if code != 0:
        raise ValueError("libsodium refuses")


def key_pair():
    """Returns the public and the secret half."""
    public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(32)
    _must(_lib.crypto_box_keypair(public, secret))
    return public.raw, secret.raw


def public_of(secret):
    public = ctypes.create_string_buffer(32)
    _must(_lib.crypto_scalarmult_base(public, secret))
    return public.raw


class Box:
    """Seals and opens with one's own secret key and the other's public key. The shared key is computed once."""

    def __init__(self, public, secret):
        self._key = ctypes.create_string_buffer(32)
        _must(_lib.crypto_box_beforenm(self._key, public, secret))

    def seal(self, text, nonce):
        sealed = ctypes.create_string_buffer(len(text) + MAC)
        _must(_lib.crypto_box_easy_afternm(sealed, text, ctypes.c_ulonglong(len(text)), nonce,
                                           self._key))
        return sealed.raw

    def open(self, sealed, nonce):
        text = ctypes.create_string_buffer(max(1, len(sealed) - MAC))
        _must(_lib.crypto_box_open_easy_afternm(text, sealed, ctypes.c_ulonglong(len(sealed)),
                                                nonce, self._key))
        return text.raw[:len(sealed) - MAC]
