create table public.note_readers (
  note_id uuid not null references public.notes (id) on delete cascade,
  reader_id uuid not null,
  primary key (note_id, reader_id)
);

create index note_readers_reader_id on public.note_readers (reader_id);
