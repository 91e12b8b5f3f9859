"""Which terms stand where in this text? text -> Token.

Char filters (:mod:`~searcher.analysis.normalize`) bring the text into the folded space,
the tokenizer finds jieba's words there, token filters add what decision 7 of the design
indexes; :mod:`~searcher.analysis.analyzer` is the whole chain.
"""
