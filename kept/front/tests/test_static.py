"""What is sent to a browser: complete, pinned, light, and written by the rules of the house."""

import gzip
import hashlib
import json
import re
from itertools import chain
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.test import override_settings

from kept.front.storage import Storage

STATIC = Path(__file__).parents[1] / "static" / "kept"
STYLES = sorted((STATIC / "css").glob("*.css"))
OWN_MODULES = sorted(p for p in STATIC.rglob("*.js") if "vendor" not in p.parts)
IMPORT = re.compile(r"""(?:import|from)\s*["']([^"']+)["']""")
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
SIDES = {"workspace": 150_000, "public": 60_000}
#: A page's own HTML, compressed: the largest that LOOK.md measured, and half as much again.
PAGE = 8_000


@pytest.fixture(scope="module")
def collected(tmp_path_factory, django_test_environment):
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield root


def manifest(root: Path) -> dict[str, str]:
    return json.loads((root / "staticfiles.json").read_text())["paths"]


def names_in(path: Path) -> list[str]:
    pattern = IMPORT if path.suffix == ".js" else URL
    found = pattern.findall(path.read_text("utf-8")) if path.suffix in (".js", ".css") else []
    return [name for name in found if not name.startswith(("data:", "http"))]


def closure(start: Path) -> set[Path]:
    """A file and everything that it asks for."""
    seen: set[Path] = set()
    todo = [start]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        todo += [(path.parent / name).resolve() for name in names_in(path)]
    return seen


def test_every_import_of_a_collected_file_is_a_hashed_file_that_is_there(collected):
    hashed = {collected / name for name in manifest(collected).values()}
    assert hashed
    for path in hashed:
        if path.suffix not in (".css", ".js") or "vendor" in path.parts:
            continue
        for name in names_in(path):
            target = (path.parent / name).resolve()
            assert target in hashed, f"{path.name} asks for {name}"


def test_before_anything_is_collected_pages_still_find_their_files(tmp_path):
    storage = Storage(location=tmp_path, base_url="/static/")
    assert storage.url("kept/css/kept.css") == "/static/kept/css/kept.css"
    assert isinstance(storage, StaticFilesStorage)


@pytest.mark.parametrize("name", ["turbo", "stimulus"])
def test_page_libraries_are_what_the_list_says(name):
    listed = (STATIC / "vendor" / "README.md").read_text()
    content = (STATIC / "vendor" / f"{name}.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() in listed
    assert (STATIC / "vendor" / f"{name}.LICENSE.txt").exists()


@pytest.mark.parametrize(("side", "limit"), SIDES.items())
def test_a_page_stays_light(side, limit):
    entries = [STATIC / "css/kept.css", STATIC / f"css/{side}.css"]
    public = ["public/zone.js", "public/paste.js", "public/hints.js"]
    scripts = ["workspace.js"] if side == "workspace" else public
    entries += [STATIC / name for name in scripts]
    files = set(chain.from_iterable(map(closure, entries)))
    weight = sum(weighed(path) for path in files)
    assert weight + PAGE < limit, {p.name: weighed(p) for p in files}


def weighed(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 9))


def test_public_pages_load_no_library():
    files = chain.from_iterable(closure(p) for p in (STATIC / "public").glob("*.js"))
    assert not [p for p in files if "vendor" in p.parts]


@pytest.mark.parametrize("path", sorted((STATIC / "behaviours").glob("*.js")), ids=lambda p: p.stem)
def test_a_behaviour_is_short_named_and_in_use(path):
    text = path.read_text("utf-8")
    assert text.startswith("// "), "say first what it does"
    assert len(text.splitlines()) <= 70
    assert f"./behaviours/{path.name}" in (STATIC / "workspace.js").read_text()


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.stem)
def test_styles_keep_to_the_rules(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
    assert "!important" not in text, "layers decide, not shouting"
    text = re.sub(r"env\([^)]*\)", "", text)
    physical = re.findall(
        r"\b(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|\b(?:left|right|top|bottom):",
        text,
    )
    assert not physical, "logical properties, so that any script fits"
    if path.stem != "tokens":
        raw = [c for c in re.findall(r"oklch\([^)]*\)|#[0-9a-f]{3,8}\b", text) if "from" not in c]
        assert len(raw) <= (2 if path.stem == "base" else 0), "colours are named in tokens.css"


def test_every_style_sheet_lives_in_one_layer():
    entries = {name: (STATIC / "css" / f"{name}.css").read_text() for name in ("kept", *SIDES)}
    declared = re.search(r"@layer ([\w, ]+);", entries["kept"])
    layers = set(declared[1].split(", "))
    imported = re.findall(r'@import url\("([\w.]+)"\) layer\((\w+)\);', "".join(entries.values()))
    assert {layer for _, layer in imported} == layers
    assert sorted(f"{p.name}" for p in STYLES if p.stem not in {*entries, "design"}) == sorted(
        name for name, _ in imported
    )
