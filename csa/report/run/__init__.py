"""How is a year of reports made: planned, counted, run in kernels, put together?

What a page holds is decided in ``pages``, whether it may be published in ``checks``.
"""
