"""How far can all this be trusted, and what do analysts and partners make of it?

Faults of files are found while reading, in :mod:`csa.sources`.
"""
