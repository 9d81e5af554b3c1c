"""The hash of a row stays what it is: corrections name rows by it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from csa.reading.rows.columns import hash_rows, hash_texts

WORD = (1 << 64) - 1
KEY = b"0123456789123456"  # the key that pandas documents for its hashes


def rotated(word: int, by: int) -> int:
    return (word << by | word >> (64 - by)) & WORD


def siphash(key: bytes, message: bytes) -> int:
    """SipHash-2-4 as its authors describe it (Aumasson and Bernstein 2012)."""
    k0, k1 = (int.from_bytes(key[at : at + 8], "little") for at in (0, 8))
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D]
    v += [k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def rounds(count: int) -> None:
        for _ in range(count):
            v[0], v[2] = (v[0] + v[1]) & WORD, (v[2] + v[3]) & WORD
            v[1], v[3] = rotated(v[1], 13) ^ v[0], rotated(v[3], 16) ^ v[2]
            v[0], v[2] = rotated(v[0], 32), (v[2] + v[1]) & WORD
            v[0] = (v[0] + v[3]) & WORD
            v[1], v[3] = rotated(v[1], 17) ^ v[2], rotated(v[3], 21) ^ v[0]
            v[2] = rotated(v[2], 32)

    whole = len(message) // 8 * 8
    last = message[whole:].ljust(7, b"\0") + bytes([len(message) % 256])
    for at in range(0, whole + 8, 8):
        word = int.from_bytes((message[:whole] + last)[at : at + 8], "little")
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def mixed(word: int) -> int:
    """The last step of SplitMix64 (Steele, Lea and Flood 2014), which pandas adds."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & WORD
    return word ^ word >> 31


def test_the_reference_itself() -> None:
    # The example in appendix A of the paper.
    assert siphash(bytes(range(16)), bytes(range(15))) == 0xA129CA6149BE45E5


def test_a_row_is_hashed_as_its_texts_joined() -> None:
    columns = [pa.array(["a", "pr\u00e9cis", None]), pa.array(["2024-01", None, None])]
    joined = ["a\x1f2024-01", "pr\u00e9cis\x1f", "\x1f"]
    assert hash_rows(columns).tolist() == [mixed(siphash(KEY, text.encode())) for text in joined]


def test_where_a_text_ends_matters() -> None:
    one, other = hash_rows([pa.array(["ab", "a"]), pa.array(["c", "bc"])])
    assert one != other


def test_coded_and_plain_texts_hash_alike() -> None:
    texts = pa.array(["x", None, "y", "x"])
    assert (hash_rows([texts]) == hash_rows([texts.dictionary_encode()])).all()


def test_no_rows() -> None:
    assert len(hash_rows([pa.array([], pa.string())])) == 0


def test_hashes_are_written_as_sixteen_digits() -> None:
    texts = hash_texts(np.array([1, 255], dtype=np.uint64)).to_pylist()
    assert texts == ["0000000000000001", "00000000000000ff"]
