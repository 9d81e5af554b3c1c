"""What a reader asks, a room for each kind of question: what, where, when, who, and trust.

An exhibit names the families of counts that it needs and how they show. Nothing here reads records
or counts them; that is done in :mod:`csa.counting`. What rooms share stands in ``wording``.
"""
