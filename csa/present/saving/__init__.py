"""Exhibits as files that leave the notebook: pictures, workbooks, documents.

Each holds its title, source, period and protection in itself. Pages are made in ``csa.report``.
"""
