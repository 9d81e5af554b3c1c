"""What it comes to: compared with whom, how bad, what matters most, and what is to be done.

What happened, where, when and to whom is asked in the rooms next door.
"""
