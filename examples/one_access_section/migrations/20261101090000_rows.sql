create table public.notes (
  id bigint generated always as identity primary key,
  title text not null,
  body text,
  author_id uuid not null
);
create table public.posts (
  id bigint generated always as identity primary key,
  title text not null,
  status text not null,
  author_id uuid not null
);
create table public.members (
  team uuid not null,
  uid uuid not null,
  role text not null,
  primary key (team, uid)
);
create table public.tasks (
  id bigint generated always as identity primary key,
  team uuid not null,
  text text not null,
  done boolean
);
