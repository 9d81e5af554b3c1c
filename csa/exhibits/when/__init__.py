"""When does it happen: months, days, hours, seasons, holidays?

Whether a month is unusual is judged in :mod:`csa.measures`.
"""
