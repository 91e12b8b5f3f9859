"""What is on disk: the files of an index, by name.

::

    index/
      current                  the generation that readers open, and its manifest's checksum;
                           replaced by rename
      writer.lock, writer.pid  held by the one process that writes; which one
      generations/
        00000007/              a generation: complete, verified, never changed again
          manifest.json        what it holds and was made with, its segments, and a checksum for
                               each other file
          sources.json.gz      every source file, and every file that was skipped
          userdict.txt         the user dictionary that it was made with
          shared               empty: whether others may read it, as the umask says
          segment_*.documents  the segments, three column files each: sections and articles,
          segment_*.postings   terms and where they stand,
          segment_*.stored     what is shown; the arrays of each are at the head of its module
                               in ``codec``
          snapshot.columns     deletions, and what holds for several segments together
        00000008.4711-9f86…/   an attempt of process 4711 to write the next generation

A reader takes a shared lock on the manifest of the generation that it reads. A writer that has
switched removes the generations before the last on which nobody holds one.

An attempt has a name that no other ever has, so whatever outlives its writer writes nowhere else;
it becomes a generation by a rename when all of it is on the disk. Whoever holds the lock of the
writer knows all other attempts to be dead, and removes them before it writes anything, with what
else a killed writer left. Nothing but such names is ever removed, and no link is followed.

Directories are 0700 and files 0600, unless the index is shared.
"""

from __future__ import annotations

CURRENT = "current"
NEW_CURRENT = "current.new"
WRITER_LOCK = "writer.lock"
WRITER_PID = "writer.pid"
GENERATIONS = "generations"

MANIFEST = "manifest.json"
SOURCES = "sources.json.gz"
USER_DICTIONARY = "userdict.txt"
SHARED = "shared"
SNAPSHOT = "snapshot.columns"

DOCUMENTS_EXTENSION = ".documents"
POSTINGS_EXTENSION = ".postings"
STORED_EXTENSION = ".stored"
SEGMENT_EXTENSIONS = (DOCUMENTS_EXTENSION, POSTINGS_EXTENSION, STORED_EXTENSION)
