"""Which cells are protected, and which tables may be made or shown, and how fine?

How counts are rounded is in ``rounding``.
"""
