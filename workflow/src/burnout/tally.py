"""Counting whole-number codes of many people: levels of a column, cells of a table, kinds of participants."""

from __future__ import annotations

import numpy as np

MANY = 1 << 16
"""From so many codes of one byte on, they are counted two at a time."""
ROOM = 4
"""A table of all possible keys may have so many places for each key that there is."""


def tally(codes: np.ndarray, n: int) -> np.ndarray:
    """How often each code stands in a column.

    Parameters
    ----------
    codes : ndarray of int
        Codes from -1 (missing) to n - 1.
    n : int
        Number of codes.

    Returns
    -------
    ndarray of int, shape (n + 1,)
        People of each code, and those without any as the last number.
    """
    if codes.dtype != np.int8 or len(codes) < MANY:
        return np.roll(np.bincount(codes.astype(np.intp) + 1, minlength=n + 1), -1)
    signs = np.ascontiguousarray(codes).view(np.uint8)
    even = len(signs) // 2 * 2
    pairs = np.bincount(signs[:even].view(np.uint16), minlength=1 << 16).reshape(256, 256)
    counts = pairs.sum(axis=0) + pairs.sum(axis=1)
    counts[signs[even:]] += 1
    return np.append(counts[:n], counts[255])


def first_seen(key: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Equal keys brought together, in the order in which they come.

    Parameters
    ----------
    key : ndarray of int, shape (n,)
        Keys from 0 to size - 1.
    size : int
        How many keys there could be.

    Returns
    -------
    tuple of ndarray
        Position at which each different key stands first; and which of them each position has, shape (n,).
    """
    if size > ROOM * len(key):
        import pandas as pd

        place, different = pd.factorize(key)
        first = np.empty(len(different), dtype=np.int64)
        first[place[::-1]] = np.arange(len(key))[::-1]
        return first, place.astype(np.int32)
    at = np.full(size, -1, dtype=np.int64)
    at[key[::-1]] = np.arange(len(key))[::-1]
    seen = np.flatnonzero(at >= 0)
    order = seen[np.argsort(at[seen])]
    place = np.empty(size, dtype=np.int32)
    place[order] = np.arange(len(order))
    return at[order], place[key]
