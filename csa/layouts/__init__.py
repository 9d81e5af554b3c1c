"""How are partners' own files read into the columns that a source expects, as a layout says?

Here is what knows foreign headings, words and dates. What a column of ours may hold is checked by
its source, as of any other file.
"""

from csa.layouts.reading import read_laid_out

__all__ = ["read_laid_out"]
