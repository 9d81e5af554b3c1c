"""Where does it happen: wards, neighbourhoods, named places, hotspots?

Outlines and hotspots themselves are counted in :mod:`csa.counting.places`.
"""
