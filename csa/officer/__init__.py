"""The officer's own view of the processed tables: rows asked for and what stands behind them.

Here are no exhibits of the pages (``csa.exhibits``), and nothing that is published.
"""
