"""The command line as a process: what it imports, exit statuses, signals, pipes, terminals."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

Run: TypeAlias = "Callable[..., Any]"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "searcher", *arguments]


def test_version_and_help_do_not_load_the_engine(home: Path) -> None:
    code = (
        "import sys; sys.argv = ['searcher', '--version']\n"
        "from searcher.cli import main\n"
        "try: main()\n"
        "finally: print(sorted({'numpy', 'whoosh', 'rjieba', 'pyromark'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"searcher {searcher_version()}", "[]"]


def searcher_version() -> str:
    from importlib.metadata import version

    return version("searcher-zh")


def test_a_search_loads_nothing_that_only_a_rebuild_needs(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    code = (
        "import sys; sys.argv = ['searcher', 'search', '脱北者']\n"
        "from searcher.cli import main\n"
        "try: main()\n"
        "finally:\n"
        "  unwanted = {'pyromark', 'yaml', 'charset_normalizer', 'multiprocessing',"
        " 'opencc', 'asyncio', 'logging'}\n"
        "  print(sorted(unwanted & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize(("query", "loaded"), [("脱北者", False), ("烏蘭把托", True)])
def test_a_search_loads_what_suggests_for_a_suspect_query_alone(
    run: Run, home: Path, query: str, loaded: bool
) -> None:
    run("rebuild", "--quiet")
    code = (
        f"import sys; sys.argv = ['searcher', 'search', {query!r}]\n"
        "from searcher.cli import main\n"
        "try: main()\n"
        "finally: print('searcher.suggesting.suggester' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == str(loaded)


def test_a_reader_that_stops_early_is_no_error(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    with subprocess.Popen(
        command("search", "-n", "100", "--width", "100000", "--explain", "朝鮮"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        error = process.stderr.read().decode()
        process.wait()
    assert "Error" not in error
    assert "Traceback" not in error
    assert process.returncode == 0


def test_colour_marks_matches_on_a_terminal_unless_no_color_is_set(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    assert "\x1b[1;31m脫北者\x1b[0m" in on_a_terminal({})
    plain = on_a_terminal({"NO_COLOR": "1"})
    assert "\x1b" not in plain
    assert "«脫北者»" in plain


def on_a_terminal(environment: dict[str, str]) -> str:
    """What a search prints when standard output is a terminal."""
    outer, inner = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        command("search", "-n", "1", "脱北者"),
        stdout=inner,
        stderr=subprocess.DEVNULL,
        env=variables | environment,
    )
    os.close(inner)
    shown = b""
    try:
        while block := os.read(outer, 65536):
            shown += block
    except OSError:  # Linux's way to say that the other end is closed
        pass
    os.close(outer)
    process.wait()
    return shown.decode()


@pytest.mark.parametrize(("to_workers", "delay"), [(False, 0.0), (True, 0.3)])
def test_ctrl_c_while_building_keeps_the_index_before(
    run: Run, home: Path, to_workers: bool, delay: float
) -> None:
    """A terminal sends it to the workers, too."""
    run("rebuild", "--quiet")
    assert len(list((home / "index" / "generations").iterdir())) == 1
    large = home / "large"
    large.mkdir()
    text = (home / "seeds" / "004_a01d9208355c75c3.txt").read_text(encoding="utf-8") * 10
    for number in range(600):
        (large / f"{number}.md").write_text(text, encoding="utf-8")
    process = subprocess.Popen(
        command("rebuild", "large"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while len(list((home / "index" / "generations").iterdir())) < 2 and process.poll() is None:
        time.sleep(0.01)
    time.sleep(delay)
    (os.killpg if to_workers else os.kill)(process.pid, signal.SIGINT)
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert err == "Error: interrupted\n"
    assert out == ""
    assert len(list((home / "index" / "generations").iterdir())) == 1
    assert run("search", "脱北者").out.startswith("1. 蒙朝关系")


def test_output_that_cannot_show_a_character_is_no_error(home: Path) -> None:
    done = subprocess.run(
        command("search", "脱北者"),
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 0
    assert b"seeds/000_f427bdf00b579551.txt:15" in done.stdout
    assert b"Traceback" not in done.stderr


def test_a_closed_standard_output_is_no_error(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    line = f"{sys.executable} -m searcher search 脱北者 >&-"
    done = subprocess.run(line, shell=True, capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_json_survives_an_output_that_is_not_unicode(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    environment = os.environ | {"PYTHONIOENCODING": "gbk"}
    done = subprocess.run(
        command("search", "--json", "脱北者"), capture_output=True, env=environment, check=True
    )
    assert json.loads(done.stdout)["hits"][0]["headings"] == ["历史", "脫北者"]


def test_a_query_arrives_whatever_the_locale_says(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        command("search", "--json", "脱北者"), capture_output=True, env=environment, check=True
    )
    assert json.loads(done.stdout)["query"] == "脱北者"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_output_that_cannot_be_written_is_an_error_of_one_line(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("stats"), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        "Error: cannot write the output: No space left on device; see where it goes\n"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_notes_that_cannot_be_written_change_no_exit_status(run: Run, home: Path) -> None:
    run("rebuild", "--quiet")
    with Path("/dev/full").open("w") as full:
        found = subprocess.run(command("search", "脱北者"), stdout=subprocess.PIPE, stderr=full)
        wrong = subprocess.run(command("search", "--limit", "x", "脱北者"), stderr=full)
    assert (found.returncode, wrong.returncode) == (0, 2)
    assert "脫北者" in found.stdout.decode()
