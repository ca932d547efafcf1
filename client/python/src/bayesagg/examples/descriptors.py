"""Molecules as vectors that neither rotation nor the order of atoms changes."""

from __future__ import annotations

import numpy as np
from tqdm import tqdm

ELEMENTS = (1, 6, 7, 8, 9)
_BATCH = 512
# Bonds begin at 0.95 angstrom; beyond 6 pairs say more about the size than about the kind of a molecule.
_CENTRES = np.linspace(0.9, 6.0, 24, dtype=np.float32)
_WIDTH = float(_CENTRES[1] - _CENTRES[0])
_ANGSTROM_IN_BOHR = 1.8897261246


def describe(charges: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Composition, eigenvalues of the Coulomb matrix, pair distances.

    Args:
        charges: nuclear charges [molecules, atoms], 0 where there is no atom.
        places: [molecules, atoms, 3] in angstrom.

    Returns:
        float32 [molecules, 5 + atoms + 15 * 24].
    """
    starts = tqdm(range(0, len(charges), _BATCH), desc="descriptors", unit="batch", disable=len(charges) < 8 * _BATCH)
    return np.concatenate([_batch(charges[at : at + _BATCH], places[at : at + _BATCH]) for at in starts])


def coulomb_eigenvalues(charges: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Of Rupp et al. (2012): Z_i Z_j / r_ij, and 0.5 Z_i^2.4 on the diagonal; the largest in size first."""
    z = charges.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = z[:, :, None] * z[:, None, :] / (distances * _ANGSTROM_IN_BOHR)
    atoms = np.arange(z.shape[1])
    # Where there is no atom, all places are equal, and 0 / 0 comes out.
    matrix[~np.isfinite(matrix)] = 0
    matrix[:, atoms, atoms] = 0.5 * z**2.4
    values = np.linalg.eigvalsh(matrix)
    order = np.argsort(-np.abs(values), axis=1, kind="stable")
    return np.take_along_axis(values, order, axis=1)


def _batch(charges: np.ndarray, places: np.ndarray) -> np.ndarray:
    places = places.astype(np.float64)
    distances = np.sqrt(np.square(places[:, :, None] - places[:, None]).sum(-1))
    counts = np.stack([(charges == element).sum(1) for element in ELEMENTS], axis=1)
    parts = (counts, coulomb_eigenvalues(charges, distances), _pair_histograms(charges, distances))
    return np.concatenate([part.astype(np.float32) for part in parts], axis=1)


def _pair_histograms(charges: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """For every pair of elements, how many atoms of theirs lie about each distance: Gaussians instead of sharp bins."""
    first, second = np.triu_indices(charges.shape[1], 1)
    apart = distances[:, first, second].astype(np.float32)
    near = np.exp(-0.5 * np.square((apart[:, :, None] - _CENTRES) / _WIDTH))
    a, b = np.minimum(charges[:, first], charges[:, second]), np.maximum(charges[:, first], charges[:, second])
    kinds = [(low, high) for at, low in enumerate(ELEMENTS) for high in ELEMENTS[at:]]
    member = np.stack([(a == low) & (b == high) for low, high in kinds], axis=1).astype(np.float32)
    histograms: np.ndarray = member @ near
    return histograms.reshape(len(charges), -1)
