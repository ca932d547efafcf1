"""QM9 from the PyPI package `qm9pack`: all 130,831 molecules, as arrays."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bayesagg.examples import cached
from bayesagg.examples.descriptors import describe

_COUNT, _MOST_ATOMS = 130_831, 29
_CHARGE = {"H": 1, "C": 6, "N": 7, "O": 8, "F": 9}
# The target's name and its column.
TARGETS = {
    "mu": "Dipole_debye",
    "alpha": "Polarizability_bohr3",
    "homo": "HOMO_au",
    "lumo": "LUMO_au",
    "r2": "R2_bohr2",
    "zpve": "ZPVE_au",
    "U0": "InternalEnergy_0K_au",
    "U": "InternalEnergy_298K_au",
    "H": "Enthalphy_298K_au",
    "G": "GibbsFreeEnergy_298K_au",
    "Cv": "Heatcapacity_Cv_cal_mol_K",
}
# Energies of single atoms H, C, N, O, F in hartree, as published with QM9 (Ramakrishnan et al. 2014). The package has
# total energies, of which the composition alone explains nearly all; benchmarks, this one too, learn what binds atoms.
_OF_ATOMS = {
    "U0": (-0.500273, -37.846772, -54.583861, -75.064579, -99.718730),
    "U": (-0.498857, -37.845355, -54.582445, -75.063163, -99.717314),
    "H": (-0.497912, -37.844411, -54.581501, -75.062219, -99.716370),
    "G": (-0.510927, -37.861317, -54.598897, -75.079532, -99.733544),
}


def read(data: Path | None = None, every: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Descriptors float32 [molecules, about 400] and targets float64 [molecules, 11].

    Args:
        data: the folder with the package's tables; None: where Python finds the package.
        every: only each so many-th molecule, and then nothing is kept for the next time.
    """
    kept = cached.folder() / "qm9-descriptors-1.npz"
    if every == 1 and data is None and kept.exists():
        with np.load(kept) as arrays:
            return arrays["inputs"], arrays["targets"]
    rows = [row for index, row in enumerate(_rows(data)) if index % every == 0]
    charges, places = geometry([row["Elements"] for row in rows], [row["XYZ_Ang"] for row in rows])
    inputs, targets = describe(charges, places), _targets(rows, charges)
    if every == 1 and data is None:
        part = kept.with_suffix(".part.npz")
        np.savez(part, inputs=inputs, targets=targets)
        part.replace(kept)
    return inputs, targets


def geometry(elements: list[str], places: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Charges [molecules, 29] and places [molecules, 29, 3] from the tables' lists; 0 where there is no atom."""
    charges = np.zeros((len(elements), _MOST_ATOMS), np.int64)
    coordinates = np.zeros((len(elements), _MOST_ATOMS, 3))
    for index, (symbols, numbers) in enumerate(zip(elements, places, strict=True)):
        of = [_CHARGE[symbol.strip("' ")] for symbol in symbols.strip("[]").split(",")]
        charges[index, : len(of)] = of
        flat = numbers.replace("[", "").replace("]", "").split(",")
        coordinates[index, : len(of)] = np.array(flat, np.float64).reshape(-1, 3)
    return charges, coordinates


def _targets(rows: list[dict[str, str]], charges: np.ndarray) -> np.ndarray:
    values = np.array([[float(row[column]) for column in TARGETS.values()] for row in rows])
    counts = np.stack([(charges == charge).sum(1) for charge in _CHARGE.values()], axis=1)
    for at, name in enumerate(TARGETS):
        if name in _OF_ATOMS:
            values[:, at] -= counts @ np.array(_OF_ATOMS[name])
    return values


def _rows(data: Path | None) -> Iterator[dict[str, str]]:
    with tqdm(total=_COUNT, desc="molecules", unit="") as bar:
        for table in (_tables(data) / f"qm9_part{part}.csv" for part in (1, 2, 3)):
            with table.open(newline="") as lines:
                for row in csv.DictReader(lines):
                    yield row
                    bar.update()


def _tables(data: Path | None) -> Path:
    """The package is not imported: that takes pandas and setuptools, of which nothing is needed."""
    found = importlib.util.find_spec("qm9pack")
    places = [data] if data else [Path(place) / "data" for place in (found and found.submodule_search_locations) or ()]
    for place in places:
        if (place / "qm9_part3.csv").exists():
            return place
    raise cached.MissingData(
        f"{data}: no qm9_part1.csv to qm9_part3.csv in it"
        if data
        else "the molecules come from the package qm9pack: pip install qm9pack"
    )
