"""Which layout fits a file that nobody described yet, and what would become of its rows by it?

How a layout is read is not here. Nothing is chosen in silence: what is not sure stays open.
"""
