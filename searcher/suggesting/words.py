"""The words that a correction leaves alone: those that the dictionary knows, and stop words."""

from __future__ import annotations

from searcher.analysis.lexicon import Lexicon
from searcher.analysis.tokenizer import UserDictionary
from searcher.planning.term_weights import is_stop_word

__all__ = ["Words"]


class Words:
    """The words of jieba's dictionary, of the regions and of the user, and stop words."""

    def __init__(self, user_dictionary: UserDictionary) -> None:
        self._lexicon = Lexicon()
        self._users = frozenset(word.text for word in user_dictionary.words)

    def __contains__(self, text: str) -> bool:
        """Whether a folded text is one of them. What is spelt in Latin letters alone is none."""
        if text.isascii():
            return False
        return is_stop_word(text) or text in self._users or text in self._lexicon
