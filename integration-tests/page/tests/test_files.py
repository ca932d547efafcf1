"""The files themselves."""

from __future__ import annotations

import hashlib
import re

import pytest

from fake.server import PAGE

LARGEST = 200_000


def test_uplot_is_what_its_note_says() -> None:
    note = (PAGE / "uplot/README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^\| `(\S+)` \| `\S+` \| `([0-9a-f]{64})` \|$", note, re.MULTILINE))
    found = {name: hashlib.sha256((PAGE / "uplot" / name).read_bytes()).hexdigest() for name in stated}
    assert len(found) == 3
    assert found == stated


@pytest.mark.parametrize("path", sorted(PAGE.glob("*.js")), ids=lambda path: path.name)
def test_no_string_becomes_html_or_code(path: object) -> None:
    source = (PAGE / str(path)).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source)


def test_the_page_stays_small() -> None:
    served = [path for path in PAGE.rglob("*") if path.suffix in {".html", ".js", ".css", ".svg"}]
    assert sum(path.stat().st_size for path in served) < LARGEST
