"""What policies of IAM allow, as far as Amplify's own policies go.

`documents` reads, `matching` and `conditions` compare, `deciding` decides, `storage` turns access to files into
policies and requests, `judge` answers probes. What is not understood is never allowed: the answer is then that it
cannot be said.
"""
