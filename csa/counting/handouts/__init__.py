"""What is counted when the officer makes a handout for a group: tables, true to the row.

Here are no cells: no family declares these counts, so no release can hold them and no page of a
set shows them.
"""
