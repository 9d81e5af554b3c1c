"""What other services share: health, probation, youth justice, councils, landlords.

Incidents are declared by ``incidents``, counts by ``counts``.
"""
