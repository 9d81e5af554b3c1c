"""Measures for judging what things come to: against peers, by harm, and how stable a ranking is.

Measures of single counts, places and months are next door, in :mod:`csa.measures`.
"""
