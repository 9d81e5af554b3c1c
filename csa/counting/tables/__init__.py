"""Public tables that pages draw on besides cells: residents, months and files received, sources.

They hold no count of people or of sensitive offences.
"""
