"""IAM: policy documents, roles, and the access to buckets that roles give."""
