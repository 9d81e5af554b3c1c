"""Named places, hotspots and near repeats: what is counted by ground rather than by area.

Points of incidents come in and none goes out; maps are drawn elsewhere.
"""
