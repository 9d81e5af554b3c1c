"""The profile of one place for one theme and span, exact and for the officer alone.

Here is what is shown of it; what is counted for it is in ``csa.counting.profile``. The published
edition draws on a release, or says in a sentence why there is none.
"""
