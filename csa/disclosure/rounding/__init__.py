"""How are protected counts rounded together, so that all still adds up?

Whether that is enough is found out in ``attack``.
"""
