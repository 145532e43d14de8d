"""The Supabase CLI's `config.toml`, as the beginning of a spec."""
