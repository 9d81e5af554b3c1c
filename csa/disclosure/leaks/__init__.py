"""Does a published file hold anything of a person or of the machine that made it?

Counts are not its business.
"""
