"""What is counted of one place, theme and span when the officer asks: tables, true to the row.

Here are no cells: no family declares these counts, so no release can hold them and no page shows
them.
"""
