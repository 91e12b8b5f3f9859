"""Latin letters and digits beside Han: is X軸 one thing, with a blank and without?

Made-up notes: for each unit one that has it without blanks, one with, and two that have its parts
apart, more often than these. Asked in either writing, the first two hits must be the first two
notes, each with the unit marked in one piece; as a phrase, they must be the only hits.

And words that are written in two ways (Wi-Fi, wifi), and parts of glued words (Python3.12): each
must find the note with the other, and a part stands higher by itself than within the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeAlias

from measures import Table
from rankers import Peer
from report import THIS
from run import Run

import searcher

__all__ = ["unit_tables"]

_UNITS = """
X 軸|Y 轴|C 語言|R 语言|A 股|H 股|B 超|T 恤|K 线|X 光|U 盘|Q 版|E 盘|N 次方
AI 绘画|PVC 管|LED 燈|CPU 风扇|GPS 導航|VIP 会员|DNA 鉴定|IP 地址|KTV 包廂|PDF 转换
250 ml|500 g|100 km|64 GB|220 V|120 Hz|35 mm
Windows 10|Windows 11|WiFi 6|USB 3.0|iPhone 15|Python 3|Android 14|PS 5|Office 365|Java 8
HTML 5|C 919
3 号线|10 號線|第 3 章|第 12 回|第 5 条|第 100 期|7 号楼|95 号汽油|301 医院|985 高校
24 小時|100 米|4S 店|MBTI 测试
5G 基站|4K 电视|3D 打印|2D 動畫|F1 赛车|H5 页面|K12 教育|B2B 平台
"""

_ALIKE = """
Covid-19 covid19|Wi-Fi wifi|Node.js nodejs|e-mail email|café cafe|résumé resume|naïve naive
pop-up popup|T-shirt tshirt|MP-3 mp3|über uber|Beyoncé beyonce|São sao|Blu-ray bluray
on-line online|co-op coop
"""

_PARTS = """
Python3.12 python|V300R200 v300|camelCase camel|camelCase case|snake_case snake
getUserName user|max_connection_pool pool|HTTPServer server|iOS17 ios|GPT4 gpt|RTX4090 rtx
XMLHttpRequest request
"""


class _Unit(NamedTuple):
    """A unit and its notes, by path: the first two have it."""

    parts: tuple[str, ...]
    notes: dict[str, str]

    @property
    def writings(self) -> tuple[str, str]:
        """Without blanks, and with."""
        return "".join(self.parts), " ".join(self.parts)

    @property
    def right(self) -> set[str]:
        return set(list(self.notes)[:2])


Found: TypeAlias = "Callable[[str, int], list[str]]"
"""From a query to the paths of the first so many notes."""


def unit_tables(run: Run) -> Iterator[Table]:
    """The units, then the words that are written in two ways and the parts of glued words."""
    yield _units(run)
    yield _latin_words(run)


def _units(run: Run) -> Table:
    units = [_unit(number, each) for number, each in enumerate(_entries(_UNITS))]
    files = {path: text for unit in units for path, text in unit.notes.items()}
    rows = []
    for name, found in _engines(run, files):
        first = _share(_is_first(unit, found) for unit in units)
        shown = _marks_and_phrases(run, units, files) if name == THIS else ("", "")
        rows.append((name, len(units), first, *shown))
    columns = ("engine", "units", "both first", "marked whole", "found by phrase")
    return Table("letters and digits beside Han", columns, rows)


def _marks_and_phrases(
    run: Run, units: Sequence[_Unit], files: Mapping[str, str]
) -> tuple[float, float]:
    with run.engine(files) as engine:
        return (
            _share(_is_marked(unit, engine) for unit in units),
            _share(_is_phrase(unit, engine) for unit in units),
        )


def _latin_words(run: Run) -> Table:
    alike = [_two(each) for each in _entries(_ALIKE)]
    alike += [(other, one) for one, other in alike]
    parts = [_two(each) for each in _entries(_PARTS)]
    words = dict.fromkeys(word for pair in (*alike, *parts) for word in pair)
    held = {word: f"word-{number:03}.txt" for number, word in enumerate(words)}
    files = {path: f"那張紙條上寫著 {word} 幾個字，別的就沒有了。" for word, path in held.items()}
    rows = []
    for name, found in _engines(run, files):
        both = _share(held[other] in found(one, 2) for one, other in alike)
        below = _share(found(part, 2) == [held[part], held[whole]] for whole, part in parts)
        rows.append((name, len(alike), both, len(parts), below))
    columns = ("engine", "written in two ways", "found", "parts of glued words", "part, then whole")
    return Table("words of Latin letters and digits", columns, rows)


def _engines(run: Run, files: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
    """This project, then each peer that takes part."""
    with run.engine(files) as engine:
        yield THIS, partial(_paths, engine)
    paths = list(files)
    for name, peer in run.peers(list(files.values())):
        yield name, partial(_peers_paths, paths, peer)


def _paths(engine: searcher.Engine, query: str, limit: int) -> list[str]:
    return [hit.path for hit in engine.search(query, limit=limit).hits]


def _peers_paths(paths: Sequence[str], peer: Peer, query: str, limit: int) -> list[str]:
    return [paths[unit] for unit in peer(query, limit)]


def _entries(lines: str) -> list[str]:
    return [entry for line in lines.split("\n") for entry in line.split("|") if entry]


def _two(entry: str) -> tuple[str, str]:
    one, other = entry.split()
    return one, other


def _unit(number: int, entry: str) -> _Unit:
    parts = tuple(entry.split())
    backwards = "、".join(reversed(parts))
    notes = (
        f"前些天他們談到了{''.join(parts)}，說得很仔細，後來又談到別的事情，直到傍晚才散。",
        f"昨天有人問起 {entry} 的情況，大家都說知道一些，但是沒有一個人說得清楚。",
        f"先說{backwards}，再說{backwards}，這些都是分開來講的。",
        f"{parts[-1]}不是{parts[0]}的一種，{parts[0]}也不是{parts[-1]}的一種。",
    )
    return _Unit(parts, {f"unit-{number:02}-{place}.txt": note for place, note in enumerate(notes)})


def _is_first(unit: _Unit, found: Found) -> bool:
    return all(set(found(writing, 2)) == unit.right for writing in unit.writings)


def _is_phrase(unit: _Unit, engine: searcher.Engine) -> bool:
    pages = [engine.search(f'"{writing}"') for writing in unit.writings]
    return all({hit.path for hit in page.hits} == unit.right for page in pages)


def _is_marked(unit: _Unit, engine: searcher.Engine) -> bool:
    """Whether both notes are found by both writings, with the whole unit in one mark."""
    return all(
        sum(_has_mark(hit, unit.writings) for hit in page.hits if hit.path in unit.right) == 2
        for page in (engine.search(writing) for writing in unit.writings)
    )


def _has_mark(hit: searcher.Hit, writings: tuple[str, str]) -> bool:
    marks = {
        fragment.text[start:end] for fragment in hit.fragments for start, end in fragment.highlights
    }
    return not marks.isdisjoint(writings)


def _share(answers: Iterable[bool]) -> float:
    counted = list(answers)
    return sum(counted) / len(counted)
