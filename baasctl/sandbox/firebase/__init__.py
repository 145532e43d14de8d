"""Google's management APIs, simulated: one port, the first part of the path is the host."""
