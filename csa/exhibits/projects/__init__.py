"""What money was given for, what was delivered, and whether that made a difference.

What happened at all, and what is planned, is asked in the rooms next door.
"""
