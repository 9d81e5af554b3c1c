"""How do all exhibits say the same thing: a change, a bound, a month, a class, a verdict?

No exhibit is here. Between the other rooms nothing else is shared.
"""
