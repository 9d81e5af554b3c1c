"""What the police send, or publish: crimes, people, outcomes, searches.

What others record of crime is in the rooms next door.
"""
