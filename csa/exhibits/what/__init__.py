"""What happened: how much, of which kind, changed how, and what stands out?

Which places, times and people are asked in the rooms next door.
"""
