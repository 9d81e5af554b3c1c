"""What an officer hands out to a group, exact and unprotected: of a place, or of some weeks.

Here is what is shown of it; what is counted for it is in ``csa.counting.handouts``. A published
edition draws on a release, or says in a sentence why there is none.
"""
