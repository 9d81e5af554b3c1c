"""What was published, in which order, and which figures are still the same?

What may be published next is judged in ``attack``.
"""
