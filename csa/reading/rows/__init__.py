"""What do the cells of a row mean, is it accepted, and how is it counted?

Only files with a row for each record; whole tables are in ``reference``.
"""
