"""Which files are there, how is each opened, and which lines are its rows?

What cells mean is found out in ``rows``.
"""
