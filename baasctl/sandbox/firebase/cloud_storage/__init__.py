"""storage.googleapis.com, v1, as far as buckets go, and firebasestorage.googleapis.com, v1beta."""
