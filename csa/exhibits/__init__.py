"""One module for each question a reader asks: which families of counts it needs, how it shows.

Nothing here reads records or counts them; that is done in :mod:`csa.counting`.
"""
