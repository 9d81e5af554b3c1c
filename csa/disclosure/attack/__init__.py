"""What could a reader of all reports of all years work out?

Nothing here changes a count; a table that tells too much is withheld by ``rules``.
"""
