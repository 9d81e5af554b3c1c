"""Records become true cells, and the sums among them: the only code that sees records.

Nothing here is protected or drawn; what leaves this folder is protected before anybody reads it.
"""
