"""What the report says first: findings, how they are ranked and chosen, and how drivers are told.

Frames and values in, findings out. Which cells they rest on is decided by the exhibits that offer
them; where they stand on a page, by the exhibits that summarise.
"""
