"""Buckets: what Supabase Storage can do with them, and their SQL where it has no API."""
