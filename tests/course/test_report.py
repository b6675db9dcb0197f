"""The report on the course.

Properties: (1) the page keeps the rules of HTML and of XML, and needs nothing but
itself; (2) every figure, number, check, table and word of the results is in it, and its
summary counts them as they are; (3) what was skipped, failed or never run says so and
why; (4) nothing that a recipe says or prints becomes markup; (5) in a browser it is no
wider than a phone.
"""

from __future__ import annotations

import base64
import doctest
import importlib
import io
import pkgutil
import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure as Drawing
from PIL import Image

import tengen.course.report
from course.html_rules import broken_rules
from tengen.course.catalogue import recipes
from tengen.course.recipe import Recipe
from tengen.course.report import Entry, chapters, write_report
from tengen.course.report.pictures import shrink
from tengen.course.report.printed import as_seen
from tengen.course.results import Check, Figure, Number, Record, Result, Table

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
PIECES = [m.name for m in pkgutil.iter_modules(tengen.course.report.__path__)]
HOSTILE = "</pre><img src=x onerror=alert(1)>&\"'\x1b[1m"
SOURCE = '''"""The docstring, which the page shows in its own way."""

from tengen import course

# %% A cell
course.number("answer", 6 * 7)  # < 43 & > 41
'''


@pytest.mark.parametrize("name", PIECES)
def test_examples_in_docstrings_run(name):
    module = importlib.import_module(f"tengen.course.report.{name}")
    assert doctest.testmod(module).failed == 0


# -- a course of six recipes -----------------------------------------------------------


def recipe(number: str, name: str) -> Recipe:
    return Recipe(
        name=name,
        number=number,
        title=f"Title of {name} <&>",
        question=(f"Can {name} be `learned`?", "Second paragraph."),
        slides=f"Slides of {name}",
        data="mnist",
        expected=f"{name} is learned.",
        budget=90.0,
        take_away=f"Remember {name}.",
        source=SOURCE,
    )


def result(name: str, record: Record, **changes: object) -> Result:
    fields = dict(
        name=name,
        state="done",
        quick=False,
        seconds=12.34,
        cpu_seconds=23.4,
        record=record,
        fingerprint=recipe("0", name).fingerprint,
        version="9.8.7",
        date="2026-11-24",
    )
    return Result(**{**fields, **changes})


FULL = Record(
    numbers=[
        Number(
            "accuracy", 0.9812, at_least=0.98, percent=True, note="once, at the end"
        ),
        Number("errors", 97, at_most=82),
        Number("out of h1", 0.593269992, near=0.593269992, within=1e-9),
        Number("out of h2", 0.596884378, near=0.596884378, within=1e-9),
        Number("weights", 61706),
    ],
    checks=[Check("sums are 1", True), Check("none is negative", False, "but one")],
    tables=[Table("Layers <&>", ["layer", "weights"], [["dense", "1,234"]])],
    figures=[
        Figure("drawn", "drawn.svg", "Curves & more"),
        Figure("again", "again.svg", "The same curves again"),
        Figure("photo", "photo.png", "Pixels"),
    ],
)
ERROR = "ValueError: the loss is nan"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    drawing = Drawing(figsize=(6, 3))
    drawing.subplots().plot([1, 2, 3], [0.1234567, 0.7654321, 0.5])
    drawing.savefig(folder / "drawn.svg")
    drawing.savefig(folder / "again.svg")
    pixels = np.arange(64, dtype="uint8").reshape(8, 8)
    Image.fromarray(pixels).save(folder / "photo.png", dpi=(192, 192))
    return folder


@pytest.fixture(scope="module")
def entries(folder) -> list[Entry]:
    last = f"  File 'recipe.py', line 3\n{ERROR}"
    lines = "\n".join(f"line {k}" for k in range(50))
    return [
        Entry(recipe("5", "xor"), result("xor", FULL, output=HOSTILE), folder),
        Entry(recipe("7", "dense"), result("dense", FULL, quick=True), folder),
        Entry(
            recipe("8", "imdb"),
            result(
                "imdb",
                Record(),
                state="failed",
                output=f"{lines}\n{last}",
                reason=ERROR,
            ),
            folder,
        ),
        Entry(recipe("15a", "planes"), result("planes", Record()), folder),
        Entry(
            recipe("29", "vgg"),
            result("vgg", Record(), state="skipped", reason="no weights\n  fix: wait"),
            folder,
        ),
        Entry(recipe("31", "layer"), None, folder),
    ]


@pytest.fixture(scope="module")
def text(entries, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("report") / "new" / "report.html"
    assert write_report(entries, path) == path
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(text) -> ElementTree.Element:
    return ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))


def words(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def part(tree: ElementTree.Element, name: str) -> ElementTree.Element:
    found = tree.find(f".//*[@id='{name}']")
    assert found is not None
    return found


def rows(table: ElementTree.Element) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in table.findall("./tbody/tr")]


# -- the page --------------------------------------------------------------------------


def test_it_keeps_the_rules_of_html(text):
    assert broken_rules(text) == []


@pytest.mark.parametrize(
    ("good", "bad", "complaint"),
    [
        ("<footer><p>", "<footer><p><div></div>", "<p> must not hold <div>"),
        ('alt="Pixels"', 'alt=""', "an image without words"),
        ('id="xor"', 'id="dense"', "id dense twice"),
        ('href="#vgg"', 'href="#vgh"', "vgh leads nowhere"),
        ("<figcaption>Pixels</figcaption>", "<p />", "<p /> does not close itself"),
        ('rowspan="5"', "", "rows of"),
        ("<h4>To take away</h4>", "<h6>To take away</h6>", "must not hold <h6>"),
        ('<h3 id="xor-title">', '<h3 id="xor title">', "with a space"),
        ("<footer>", "<footer><h2>a</h2><h4>b</h4>", "from a heading of level 2"),
    ],
)
def test_broken_rules_are_found(text, good, bad, complaint):
    assert good in text
    assert any(complaint in found for found in broken_rules(text.replace(good, bad)))


def test_it_needs_nothing_but_itself(text, tree):
    for element in tree.iter():
        assert element.tag not in {"script", "link", "iframe", "object", "base"}
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name in {"href", "src", "action", "data", "srcset"}:
                assert re.match(r"#[\w-]+$|data:image/(png|svg\+xml);base64,", value)
    assert "http" not in text.replace("HTTP", "")
    assert "url(" not in text and "@import" not in text


def test_it_is_for_phones_printers_and_the_night(text, tree):
    viewport = tree.find("./head/meta[@name='viewport']")
    assert viewport.get("content").startswith("width=device-width")
    style = tree.findtext("./head/style")
    printed = style.split("@media print")[-1]
    assert re.search(r"\.recipe[^{]*\{[^}]*break-before: page", printed)
    assert re.search(r"\.picture[^{]*\{[^}]*break-inside: avoid", printed)
    assert "prefers-color-scheme: dark" in style


def test_it_names_what_was_run(tree):
    lead = words(tree.find("./body/header/p[@class='lead']"))
    assert (
        lead == "5 of 6 recipes were run, 1 of them in the quick setting, 2026-11-24."
    )
    machine = dict(rows(part(tree, "machine").find(".//table")))
    assert machine["tengen"] == "9.8.7"
    assert int(machine["cores used"]) >= 1


def test_all_recipes_are_in_the_contents_by_chapter(tree, entries):
    contents = part(tree, "contents")
    links = [link.get("href") for link in contents.iter("a")]
    names = [link for link in links if not link.startswith("#chapter")]
    assert names == [f"#{entry.recipe.name}" for entry in entries]
    titles = [words(item.find("a")) for item in contents.findall("./ul/li")]
    sections = [words(s.find("h2")) for s in tree.findall("./body/main/section")]
    assert titles == sections[2:]  # after results and machine
    for entry in entries:
        chapter = chapters.chapter_of(entry.place[0])
        members = part(tree, chapter.id).findall("article")
        assert entry.recipe.name in [member.get("id") for member in members]


def test_the_summary_has_every_bar(tree):
    table = part(tree, "results").find(".//table")
    assert rows(table)[:5] == [
        ["5 Title of xor <&>", "accuracy", "98.12 %", "at least 98 %", "met"]
        + ["12 s / 90 s"],
        ["errors", "97", "at most 82", "not met"],
        ["2 figures known beforehand", "", "equal", "met"],
        ["none is negative", "", "holds", "does not hold"],
        ["1 of 2 statements", "", "hold", "met"],
    ]
    quick = rows(table)[5:10]
    assert [row[-1] for row in quick[1:]] == [
        *("not judged", "met", "does not hold", "met")
    ]
    assert quick[0][-1] == "12 s (quick)"
    ends = [row[-2] for row in rows(table)[10:]]
    assert ends == ["failed", "met", "skipped", "not run yet"]
    assert rows(table)[10][1] == ERROR
    assert rows(table)[12][1] == "no weights"


def test_the_tiles_count(tree):
    tiles = tree.find("./body/main/dl")
    found = {words(d.find("dt")): words(d.find("dd")) for d in tiles}
    # xor: 3 of 4 judged are met; dense, quick: 2 of 2.
    assert found == {
        "recipes": "3 of 6",
        "figures": "5 of 6",
        "statements": "2 of 4",
        "time": "62 s",
    }


# -- a recipe --------------------------------------------------------------------------


def test_a_recipe_says_all_that_it_is(tree):
    said = words(part(tree, "xor"))
    for sentence in (
        *("5 Title of xor <&>", "Can xor be learned?", "Second paragraph."),
        *("Slides of xor", "xor is learned.", "Remember xor."),
        "12 s (23 s of processor); budget of the full run 90 s",
    ):
        assert sentence in said
    code = part(tree, "xor").find(".//pre[@class='code']")
    assert "".join(code.itertext()).strip() == SOURCE.split('"""')[2].strip()
    looks = {span.get("class"): span.text for span in code.iter("span")}
    assert looks["c1 cell"] == "# %% A cell"
    assert looks["kn"] == "import"


def test_every_number_check_and_table_is_there(tree):
    article = part(tree, "xor")
    found, layers = article.iter("table")
    assert rows(found) == [
        ["accuracyonce, at the end", "98.12 %", "at least 98 %", "met"],
        ["errors", "97", "at most 82", "not met"],
        ["out of h1", "0.593269992", "0.593269992", "met"],
        ["out of h2", "0.596884378", "0.596884378", "met"],
        ["weights", "61,706", "", ""],
    ]
    assert rows(layers) == [["dense", "1,234"]]
    assert "Layers <&>" in words(article)
    checks = [words(item) for item in article.find("ul[@class='checks']")]
    assert checks == ["holds sums are 1", "does not hold none is negativebut one"]


def test_every_figure_is_there_with_its_words(tree, folder):
    images = list(part(tree, "xor").iter("img"))
    captions = [words(f.find("figcaption")) for f in part(tree, "xor").iter("figure")]
    alts = [image.get("alt") for image in images]
    assert alts == captions[1:] == [figure.caption for figure in FULL.figures]
    drawn, _, photo = images
    assert (drawn.get("width"), drawn.get("height")) == ("576", "288")
    assert (photo.get("width"), photo.get("height")) == ("4", "4")  # 8 at 192 per inch
    content = base64.b64decode(photo.get("src").partition(",")[2])
    assert np.asarray(Image.open(io.BytesIO(content))).ravel().tolist() == [*range(64)]


def test_a_figure_without_a_caption_has_its_name(folder, tmp_path):
    bare = result("xor", Record(figures=[Figure("photo", "photo.png", "")]))
    path = write_report([Entry(recipe("5", "xor"), bare, folder)], tmp_path / "r.html")
    text = path.read_text(encoding="utf-8")
    assert 'alt="photo"' in text and "<figcaption" not in text
    assert broken_rules(text) == []


def test_a_smaller_svg_shows_the_same(folder):
    def curve(svg: ElementTree.Element) -> list[float]:
        paths = svg.iter("{http://www.w3.org/2000/svg}path")
        found = [n for path in paths for n in re.findall(r"-?[\d.]+", path.get("d"))]
        return [float(number) for number in found]

    whole = (folder / "drawn.svg").read_text(encoding="utf-8")
    small = shrink(whole)
    assert len(small) < 0.8 * len(whole)
    before, after = ElementTree.fromstring(whole), ElementTree.fromstring(small)
    np.testing.assert_allclose(curve(after), curve(before), atol=0.01)
    kinds = [e.tag for e in before.iter() if "svg" in e.tag and "meta" not in e.tag]
    assert [e.tag for e in after.iter()] == kinds


def test_a_figure_that_is_no_picture_is_an_error(entries, tmp_path):
    (tmp_path / "drawn.svg").write_text("<svg", encoding="utf-8")
    entry = Entry(entries[0].recipe, entries[0].result, tmp_path)
    with pytest.raises(ValueError, match=r"'drawn'[\s\S]*--again"):
        write_report([entry], tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_who_failed_shows_the_end_of_it(tree):
    shown = words(part(tree, "imdb").find("pre[@class='reason']"))
    assert shown.endswith(ERROR) and "line 49" in shown
    assert shown.count(ERROR) == 1
    assert "line 1 " not in shown
    assert "failed" in words(part(tree, "imdb").find("p"))


def test_who_was_skipped_says_why_and_how_to_go_on(tree):
    said = words(part(tree, "vgg"))
    assert "no weights fix: wait" in said
    assert "tengen course run vgg" in said
    assert "What came out" not in said


def test_who_was_never_run_says_so(tree):
    assert "not run yet" in words(part(tree, "layer"))
    assert "Remember layer." in words(part(tree, "layer"))


def test_a_recipe_that_was_changed_since_says_so(entries, tmp_path):
    old = result("planes", FULL, fingerprint="of older source")
    entry = Entry(recipe("15a", "planes"), old, entries[0].folder)
    path = write_report([entry], tmp_path / "report.html")
    assert "has been changed since" in path.read_text(encoding="utf-8")


def test_the_time_stands_beside_the_budgets(entries, tmp_path):
    """Of four recipes of 90 s each one was skipped and one was never run."""
    full = [entry for entry in entries if entry.recipe.name != "dense"]
    path = write_report(full[:2] + full[3:], tmp_path / "report.html")
    text = path.read_text(encoding="utf-8")
    assert "of 90 min for all; the budgets of these add up to 3 min<" in text


def test_nothing_said_becomes_markup(tree):
    shown = "".join(part(tree, "xor").find(".//pre[@class='printed']").itertext())
    assert shown == HOSTILE.removesuffix("\x1b[1m")


def test_recipes_lead_to_their_neighbours(tree, entries):
    names = [entry.recipe.name for entry in entries]
    befores, afters = [None, *names[:-1]], [*names[1:], None]
    for before, name, after in zip(befores, names, afters, strict=True):
        ways = part(tree, name).find("p[@class='ways']")
        links = [link.get("href") for link in ways.iter("a")]
        expected = [before, "contents", after]
        assert links == [f"#{link}" for link in expected if link]


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("10 %\r20 %\rall\n", "all%"),
        ("abc\b\bXY", "aXY"),
        ("\x1b[32mgreen\x1b[0m \x00null", "green null"),
        ("a\nb\n\n\n", "a\nb"),
        ("\x1b]8;;address\x07link\x1b]8;;\x07", "link"),
    ],
)
def test_output_is_shown_as_the_terminal_did(printed, seen):
    assert as_seen(printed) == seen


def test_the_middle_of_a_very_long_output_is_left_out():
    seen = as_seen("\n".join(map(str, range(10_000)))).split("\n")
    assert len(seen) < 500
    assert seen[0] == "0" and seen[-1] == "9999"
    assert "... 9,600 lines ..." in seen


def test_every_recipe_of_the_course_can_be_reported(tmp_path):
    """Their titles, questions and code, before any has been run."""
    entries = [Entry(recipe, None, tmp_path) for recipe in recipes()]
    text = write_report(entries, tmp_path / "r.html").read_text(encoding="utf-8")
    assert broken_rules(text) == []
    tree = ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))
    assert len(list(tree.iter("article"))) == len(entries)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no browser is installed")
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_a_browser_need_not_scroll_sideways(text, tmp_path, width):
    # A window cannot be as narrow as a phone; a frame can.
    frame = (
        "<title></title>"
        f'<iframe style="border: 0; width: {width}px" srcdoc="{escape(text)}"></iframe>'
        "<script>onload = () => { const inner = frames[0];"
        " document.title = [inner.document.documentElement.scrollWidth,"
        " inner.innerWidth].join(' '); }</script>"
    )
    path = tmp_path / "frame.html"
    path.write_text(f"<!DOCTYPE html>{frame}", encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
        + [f"--user-data-dir={tmp_path}/profile"]
        + [path.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
    )
    wide, window = map(int, re.search(r"<title>(\d+) (\d+)<", done.stdout).groups())
    assert window == width
    assert wide <= width
