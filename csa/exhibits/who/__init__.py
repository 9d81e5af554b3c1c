"""Who is harmed, who is suspected, who is searched, and who again?

No person is here: only counts of people, as a release holds them.
"""
