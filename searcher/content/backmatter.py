"""Which headings stand over notes, references and lists of links, not over prose?"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["holds_notes", "is_back_matter"]

NOTES_HEADINGS = """
参考 | 參考 | 参考文献 | 參考文獻 | 参考书目 | 參考書目 | 参考资料 | 參考資料 | 参考来源 | 參考來源
参考书籍 | 參考書籍 | 参考注释 | 參考註釋 | 参考链接 | 參考連結 | 参考网站 | 參考網站 | 参考网页
參考網頁 | 参照 | 參照 | 注释 | 注釋 | 註釋 | 註释 | 注解 | 註解 | 脚注 | 腳注
腳註 | 脚註 | 注脚 | 注腳 | 註腳 | 註脚 | 附注 | 附註 | 尾注 | 尾註 | 注 | 註 | 引注
引註 | 来源 | 來源 | 资料来源 | 資料來源
引用 | 引用来源 | 引用來源 | 引用文献 | 引用文獻 | 文献 | 文獻 | 书目 | 書目 | 出处 | 出處
References | Reference | Notes | Footnotes | Citations | Sources | Bibliography | Works cited
"""
LINK_HEADINGS = """
外部链接 | 外部鏈接 | 外部連結 | 外部连结 | 外部鏈結 | 外部链结 | 外部連接 | 外部连接
内部链接 | 內部連結 | 相关链接 | 相關連結 | 相關鏈接 | 相关连结 | 友情链接 | 友情連結
参见 | 參見 | 参看 | 參看 | 参阅 | 參閱 | 另见 | 另見 | 亦见 | 亦見
请参阅 | 請參閱 | 另请参阅 | 另請參閱
参考条目 | 參考條目 | 相关条目 | 相關條目 | 相关主题 | 相關主題 | 相关文章 | 相關文章
延伸阅读 | 延伸閱讀 | 扩展阅读 | 擴展閱讀 | 深入阅读 | 深入閱讀 | 进阶阅读 | 進階閱讀
进一步阅读 | 進一步閱讀 | 参考阅读 | 參考閱讀 | 推荐阅读 | 推薦閱讀
See also | External links | External link | Further reading | Related articles | Related links
"""


JOINTS = re.compile("[与與及和、/&]| and ")
"""What joins two such headings to one: 注释与参考文献."""


def is_back_matter(headings: Iterable[str]) -> bool:
    """Whether a section is under such a heading, its own or one above it."""
    return any(_is_among(BACK_MATTER, heading) for heading in headings)


def holds_notes(heading: str) -> bool:
    """Whether the notes of an article belong under this heading."""
    return _is_among(NOTES, heading)


def _is_among(names: frozenset[str], heading: str) -> bool:
    return names.issuperset(map(_folded, JOINTS.split(heading.casefold())))


def _folded(heading: str) -> str:
    return heading.strip(" \u3000:：").casefold()


def _names(headings: str) -> frozenset[str]:
    return frozenset(_folded(name) for name in headings.strip().replace("\n", "|").split("|"))


NOTES = _names(NOTES_HEADINGS)
BACK_MATTER = NOTES | _names(LINK_HEADINGS)
