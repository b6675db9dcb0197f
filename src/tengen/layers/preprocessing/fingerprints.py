"""Hashes of texts that Keras uses: FarmHash fingerprints, and SipHash with a key.

Both are exact integers on the host. `fingerprint64` is the public-domain algorithm of
Pike and Alakuijala (FarmHash, variant `na`); `keyed64` is SipHash-2-4 of Aumasson and
Bernstein 2012, "SipHash: a fast short-input PRF".
"""

from __future__ import annotations

_BITS = (1 << 64) - 1
_K0, _K1, _K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
_PAIR = 0xC6A4A7935BD1E995  # of MurmurHash


def fingerprint64(text: bytes) -> int:
    """Return the fingerprint of a text, from 0 to 2**64 - 1.

    Example:
        >>> fingerprint64(b"A")
        16915294056622060564
    """
    if len(text) <= 16:
        return _up_to_16(text)
    if len(text) <= 32:
        return _up_to_32(text)
    return _up_to_64(text) if len(text) <= 64 else _longer(text)


def joined(first: int, second: int) -> int:
    """Return one hash for two (TensorFlow's way of crossing features)."""
    result = (first ^ _PAIR) ^ _folded(second * _PAIR) * _PAIR & _BITS
    return _folded(_folded(result * _PAIR) * _PAIR)


def _word(text: bytes, place: int) -> int:
    return int.from_bytes(text[place : place + 8], "little")


def _turned(value: int, by: int) -> int:
    """Rotate 64 bits to the right."""
    value &= _BITS
    return (value >> by) | (value << (64 - by)) & _BITS


def _folded(value: int) -> int:
    value &= _BITS
    return value ^ (value >> 47)


def _mixed(u: int, v: int, factor: int) -> int:
    a = _folded((u ^ v) * factor)
    b = _folded((v ^ a) * factor)
    return b * factor & _BITS


def _up_to_16(text: bytes) -> int:
    size = len(text)
    factor = _K2 + 2 * size
    if size >= 8:
        a, b = (_word(text, 0) + _K2) & _BITS, _word(text, size - 8)
        c = (_turned(b, 37) * factor + a) & _BITS
        d = (_turned(a, 25) + b) * factor & _BITS
        return _mixed(c, d, factor)
    if size >= 4:
        first = int.from_bytes(text[:4], "little")
        last = int.from_bytes(text[-4:], "little")
        return _mixed(size + (first << 3), last, factor)
    if size == 0:
        return _K2
    y = text[0] + (text[size >> 1] << 8)
    z = size + (text[-1] << 2)
    return _folded(y * _K2 ^ z * _K0) * _K2 & _BITS


def _up_to_32(text: bytes) -> int:
    size = len(text)
    factor = _K2 + 2 * size
    a, b = _word(text, 0) * _K1, _word(text, 8)
    c, d = _word(text, size - 8) * factor, _word(text, size - 16) * _K2
    u = _turned(a + b, 43) + _turned(c, 30) + d
    return _mixed(u & _BITS, (a + _turned(b + _K2, 18) + c) & _BITS, factor)


def _up_to_64(text: bytes) -> int:
    size = len(text)
    factor = _K2 + 2 * size
    a, b = _word(text, 0) * _K2, _word(text, 8)
    c, d = _word(text, size - 8) * factor, _word(text, size - 16) * _K2
    y = (_turned(a + b, 43) + _turned(c, 30) + d) & _BITS
    z = _mixed(y, (a + _turned(b + _K2, 18) + c) & _BITS, factor)
    e, f = _word(text, 16) * factor, _word(text, 24)
    g, h = (y + _word(text, size - 32)) * factor, (z + _word(text, size - 24)) * factor
    u = _turned(e + f, 43) + _turned(g, 30) + h
    return _mixed(u & _BITS, (e + _turned(f + a, 18) + g) & _BITS, factor)


def _weak(text: bytes, place: int, a: int, b: int) -> tuple[int, int]:
    """Hash 32 bytes with two seeds."""
    w, x, y, z = (_word(text, place + 8 * i) for i in range(4))
    a += w
    b = _turned(b + a + z, 21)
    before = a
    a += x + y
    return (a + z) & _BITS, (b + _turned(a, 44) + before) & _BITS


def _longer(text: bytes) -> int:
    seed = 81
    y = (seed * _K1 + 113) & _BITS
    z = _folded(y * _K2 + 113) * _K2 & _BITS
    v = w = (0, 0)
    x = (seed * _K2 + _word(text, 0)) & _BITS
    end = (len(text) - 1) // 64 * 64
    for place in range(0, end, 64):
        x, y, z, v, w = _block(text, place, (x, y, z), v, w, _K1, 1)
        z, x = x, z
    factor = (_K1 + ((z & 0xFF) << 1)) & _BITS
    w = (w[0] + ((len(text) - 1) & 63), w[1])
    v = (v[0] + w[0], v[1])
    w = (w[0] + v[0], w[1])
    x, y, z, v, w = _block(text, len(text) - 64, (x, y, z), v, w, factor, 9)
    z, x = x, z
    first = _mixed(v[0], w[0], factor) + _folded(y) * _K0 + z
    second = _mixed(v[1], w[1], factor) + x
    return _mixed(first & _BITS, second & _BITS, factor)


_Pair = tuple[int, int]


def _block(
    text: bytes,
    place: int,
    state: tuple[int, int, int],
    v: _Pair,
    w: _Pair,
    factor: int,
    weight: int,
) -> tuple[int, int, int, _Pair, _Pair]:
    """Mix 64 bytes into the state."""
    x, y, z = state
    x = _turned(x + y + v[0] + _word(text, place + 8), 37) * factor & _BITS
    y = _turned(y + v[1] + _word(text, place + 48), 42) * factor & _BITS
    x ^= w[1] * weight & _BITS
    y = (y + v[0] * weight + _word(text, place + 40)) & _BITS
    z = _turned(z + w[0], 33) * factor & _BITS
    v = _weak(text, place, v[1] * factor, x + w[0])
    w = _weak(text, place + 32, z + w[1], y + _word(text, place + 16))
    return x, y, z, v, w


def keyed64(text: bytes, key: tuple[int, int]) -> int:
    """Return a hash that depends on a key of two 64-bit integers.

    Example:
        >>> key = (0x0706050403020100, 0x0F0E0D0C0B0A0908)
        >>> hex(keyed64(bytes(range(15)), key))  # appendix A of the paper
        '0xa129ca6149be45e5'
    """
    k0, k1 = key[0] & _BITS, key[1] & _BITS
    v = [
        k0 ^ 0x736F6D6570736575,
        k1 ^ 0x646F72616E646F6D,
        k0 ^ 0x6C7967656E657261,
        k1 ^ 0x7465646279746573,
    ]
    rest = len(text) % 8
    padded = text + bytes(7 - rest) + bytes([len(text) & 0xFF])
    for place in range(0, len(padded), 8):
        word = _word(padded, place)
        v[3] ^= word
        _sip_rounds(v, 2)
        v[0] ^= word
    v[2] ^= 0xFF
    _sip_rounds(v, 4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _sip_rounds(v: list[int], count: int) -> None:
    for _ in range(count):
        v[0] = (v[0] + v[1]) & _BITS
        v[1] = _turned(v[1], 51) ^ v[0]
        v[0] = _turned(v[0], 32)
        v[2] = (v[2] + v[3]) & _BITS
        v[3] = _turned(v[3], 48) ^ v[2]
        v[0] = (v[0] + v[3]) & _BITS
        v[3] = _turned(v[3], 43) ^ v[0]
        v[2] = (v[2] + v[1]) & _BITS
        v[1] = _turned(v[1], 47) ^ v[2]
        v[2] = _turned(v[2], 32)
