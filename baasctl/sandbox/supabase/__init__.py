"""A local Supabase: the Management API with its quirks, on a real PostgreSQL."""
