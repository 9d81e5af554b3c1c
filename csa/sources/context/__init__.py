"""What is known of places beforehand: boundaries, residents, deprivation, harm.

Nothing here records an incident.
"""
