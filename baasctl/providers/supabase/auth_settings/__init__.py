"""The settings of Supabase Auth: one document behind four kinds."""
