"""How is any raw file read: opened, cut into rows, checked, set aside, counted?

What a source holds is said in :mod:`csa.sources`; foreign headings in :mod:`csa.layouts`.
"""
