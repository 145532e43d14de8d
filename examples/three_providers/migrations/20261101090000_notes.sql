create table public.notes (
  id bigint generated always as identity primary key,
  owner_id uuid not null,
  title text not null,
  made_at timestamptz not null default now()
);
