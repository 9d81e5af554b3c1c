"""What a reader sees first: the answer of an area, and the opening of each priority.

Chosen among the findings that the other rooms offer. Nothing is found here, and no other room is
imported.
"""
