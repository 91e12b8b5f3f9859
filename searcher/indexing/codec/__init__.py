"""A segment as columns of numbers, read through mmap and verified where they are read.

A segment is three files, each of named arrays in one container (``columnfile``): documents and
what a hit shows of them (``documents``), and the postings with the dictionary of terms
(``postingsfile``, ``dictionary``). The format of each is at the head of its module. Segments are
written by ``postingswriter``, put together by ``merging``, and shown to Whoosh by ``whooshcodec``.
"""
