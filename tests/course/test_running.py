"""Recipes in processes of their own.

Properties: (1) what a recipe hands over and prints is in its result; (2) what is done
is kept, unless the recipe, the setting or the user says otherwise; (3) an error fails
the recipe and no other, and is told; (4) data that cannot be had skips it and is named;
(5) after Ctrl-C nothing half is left, and the same call goes on; (6) several at a time
give the same results; (7) a result stays until its successor is whole; (8) a recipe
does not outlive its runner; (9) parts of a recipe that stopped half-way are not
repeated, nor those of another code used; when it is done they are gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from tengen.course.recipe import read_recipe
from tengen.course.results import read_result
from tengen.course.running import run

HEAD = '''"""{number}. {name}

Why?

Slides: none.
Data: made here
Expected: nothing
Budget: 5 s
Take away: nothing
"""
'''


class Watcher:
    def __init__(self):
        self.ended = []
        self.lines = []

    def started(self, recipe):
        pass

    def printed(self, recipe, line):
        self.lines.append(line)

    def waited(self):
        pass

    def finished(self, recipe, result, kept):
        self.ended.append((recipe.name, result.state, kept))


@pytest.fixture
def written(tmp_path):
    """Write recipes: their code by name."""

    def write(**codes):
        made = []
        for number, (name, code) in enumerate(codes.items()):
            path = tmp_path / "recipes" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            head = HEAD.format(number=number, name=name)
            path.write_text(head + textwrap.dedent(code))
            made.append(read_recipe(path))
        return made

    return write


NUMBER = """
from tengen import course
course.number("answer", 42, at_least=40)
print("quick" if course.quick else "full")
"""


def test_what_is_handed_over_and_printed_is_in_the_result(written, tmp_path):
    (result,) = run(written(one=NUMBER), tmp_path / "out", Watcher())
    assert result.state == "done"
    assert [number.value for number in result.record.numbers] == [42]
    assert "full" in result.output.splitlines()
    assert result.cpu_seconds > 0
    assert read_result(tmp_path / "out" / "one") == result


def test_done_recipes_are_kept(written, tmp_path):
    recipes = written(one=NUMBER, two=NUMBER)
    out = tmp_path / "out"
    first, again, other = Watcher(), Watcher(), Watcher()
    before = run(recipes, out, first, jobs=2)
    assert run(recipes, out, again) == before
    assert [kept for *_, kept in again.ended] == [True, True]
    run(recipes[:1], out, other, again=True)
    assert other.ended == [("one", "done", False)]


def test_another_setting_or_another_code_runs_again(written, tmp_path):
    out = tmp_path / "out"
    run(written(one=NUMBER), out, Watcher())
    quick, changed = Watcher(), Watcher()
    (result,) = run(written(one=NUMBER), out, quick, quick=True)
    assert quick.ended == [("one", "done", False)]
    assert "quick" in result.output.splitlines()
    run(written(one=NUMBER + "\n# changed\n"), out, changed, quick=True)
    assert changed.ended == [("one", "done", False)]


def test_other_words_about_the_same_code_do_not(written, tmp_path):
    out, reworded = tmp_path / "out", Watcher()
    (recipe,) = written(one=NUMBER)
    run([recipe], out, Watcher())
    recipe.path.write_text(
        recipe.source.replace("Take away: nothing", "Take away: all")
    )
    run([read_recipe(recipe.path)], out, reworded)
    assert reworded.ended == [("one", "done", True)]


def test_an_error_fails_one_recipe_and_is_told(written, tmp_path):
    recipes = written(bad="1 / 0\n", ended="raise SystemExit(3)\n", good=NUMBER)
    bad, ended, good = run(recipes, tmp_path / "out", Watcher(), jobs=3)
    assert (bad.state, ended.state, good.state) == ("failed", "failed", "done")
    assert "ZeroDivisionError" in bad.reason
    assert "Traceback" in bad.output
    again = Watcher()
    run(recipes[:1], tmp_path / "out", again)
    assert again.ended == [("bad", "failed", False)]  # a failure is not kept


def test_a_process_that_dies_is_a_failure(written, tmp_path):
    code = "import os; os.kill(os.getpid(), 9)\n"
    (result,) = run(written(dies=code), tmp_path / "out", Watcher())
    assert result.state == "failed"
    assert "-9" in result.reason


def test_data_that_cannot_be_had_skips_a_recipe(written, tmp_path):
    code = """
    from tengen.utils import DownloadError
    raise DownloadError("mnist.npz is nowhere")
    """
    (result,) = run(written(needs=code), tmp_path / "out", Watcher())
    assert (result.state, result.reason) == ("skipped", "mnist.npz is nowhere")


def test_an_interrupted_run_goes_on_where_it_was(written, tmp_path):
    recipes = written(one=NUMBER, long="import time; time.sleep(60)\n")
    out = tmp_path / "out"

    class Impatient(Watcher):
        def finished(self, recipe, result, kept):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(recipes, out, Impatient(), jobs=2)
    assert [path.name for path in out.iterdir()] == ["one"]
    watcher = Watcher()
    run(recipes[:1], out, watcher)
    assert watcher.ended == [("one", "done", True)]


def test_a_result_stays_until_its_successor_is_whole(written, tmp_path):
    out = tmp_path / "out"
    (before,) = run(written(one=NUMBER), out, Watcher())
    code = "import os; os.kill(os.getppid(), 2); import time; time.sleep(60)\n"
    with pytest.raises(KeyboardInterrupt):
        run(written(one=code), out, Watcher())
    assert read_result(out / "one") == before


def test_a_recipe_does_not_outlive_its_runner(written, tmp_path):
    (recipe,) = written(
        long="""
        import os, time
        print(os.getpid(), flush=True)
        time.sleep(300)
        """
    )
    program = f"""
from pathlib import Path
from tengen.course.recipe import read_recipe
from tengen.course.running import run
class Watcher:
    def started(self, recipe): ...
    def printed(self, recipe, line): print(line, flush=True)
    def waited(self): ...
    def finished(self, recipe, result, kept): ...
recipe = read_recipe(Path({str(recipe.path)!r}))
run([recipe], Path({str(tmp_path / "out")!r}), Watcher())
"""
    runner = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    )
    child = int(runner.stdout.readline())
    runner.kill()
    runner.wait()
    runner.stdout.close()
    for _ in range(600):
        if not is_running(child):
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the recipe is still running")


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = open(f"/proc/{process}/stat").read() if os.path.exists("/proc") else " R "
    return state.rpartition(")")[2].split()[0] != "Z"


PARTS = """
from pathlib import Path
from tengen import course

def part(k):
    with open({log!r}, "a") as log:
        log.write(f"{{k}} ")
    return [k, k / 3]

values = [course.once(f"part-{{k}}", part, k) for k in (1, 2)]
assert Path({allowed!r}).exists(), "stopped"
course.number("sum", values[0][1] + values[1][1], near=1, within=0)
"""


def test_parts_that_are_done_are_not_repeated(written, tmp_path):
    log, allowed, out = tmp_path / "log", tmp_path / "allowed", tmp_path / "out"
    code = PARTS.format(log=str(log), allowed=str(allowed))
    recipes = written(long=code)
    (result,) = run(recipes, out, Watcher())
    assert (result.state, log.read_text()) == ("failed", "1 2 ")
    run(recipes, out, Watcher(), quick=True)  # another setting has other parts
    assert log.read_text() == "1 2 1 2 "
    allowed.touch()
    (result,) = run(recipes, out, Watcher())
    assert (result.state, log.read_text()) == ("done", "1 2 1 2 ")
    assert result.record.numbers[0].value == 1
    assert not list(out.glob(".*"))
    (result,) = run(recipes, out, Watcher(), again=True)
    assert (result.state, log.read_text()) == ("done", "1 2 1 2 1 2 ")
