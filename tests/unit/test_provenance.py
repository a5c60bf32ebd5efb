"""Checksums and versions."""

from __future__ import annotations

import re

from burnout.provenance import PACKAGES, checksums, sha256, versions


def test_sha256_is_that_of_the_standard(tmp_path):
    """FIPS 180-2, appendix B.1: the digest of the three letters abc."""
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256(tmp_path / "abc") == expected
    assert checksums(["abc"], tmp_path) == {"abc": expected}


def test_versions_name_what_computed_the_results():
    found = versions()
    assert set(found) == {"python", *PACKAGES}
    assert all(re.match(r"\d+\.\d+", version) for version in found.values())
