"""What each kind means, for every provider: fields, units, bounds, identity, order and hazards.

`kinds/<kind>.py` exports `KIND`; `kinds.registry` finds it by name.
"""
