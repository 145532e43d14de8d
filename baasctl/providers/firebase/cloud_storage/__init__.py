"""Cloud Storage buckets of a Firebase project."""
