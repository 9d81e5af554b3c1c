"""What can be counted: incidents, people and searches as rows with named dimensions.

No cell is made here, and no reference table.
"""
