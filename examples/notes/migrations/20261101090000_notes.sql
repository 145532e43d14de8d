create table public.notes (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default auth.uid(),
  title text not null check (length(title) between 1 and 200),
  body text not null default '',
  trashed_at timestamptz,
  created_at timestamptz not null default now()
);

create index notes_owner_id on public.notes (owner_id);
