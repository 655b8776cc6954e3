-- A chat as programs for Supabase have it: rooms, their members and messages, with policies for the members.
create extension if not exists "uuid-ossp" with schema extensions;

create table public.rooms (
  id uuid primary key default extensions.uuid_generate_v4(),
  name text not null,
  created_by uuid not null default auth.uid() references auth.users on delete cascade
);

create table public.members (
  room_id uuid not null references public.rooms on delete cascade,
  user_id uuid not null references auth.users on delete cascade,
  primary key (room_id, user_id)
);

create table public.messages (
  id bigint generated always as identity primary key,
  room_id uuid not null references public.rooms on delete cascade,
  user_id uuid not null default auth.uid() references auth.users on delete cascade,
  content text not null check (length(content) between 1 and 500),
  created_at timestamptz not null default now()
);

alter table public.rooms enable row level security;
alter table public.members enable row level security;
alter table public.messages enable row level security;

create function public.is_member(room uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from public.members where room_id = room and user_id = (select auth.uid()))
$$;

create function public.add_creator() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.members (room_id, user_id) values (new.id, new.created_by);
  return new;
end
$$;
create trigger add_creator after insert on public.rooms for each row execute function public.add_creator();

create policy "Creators see their rooms" on public.rooms for select to authenticated
  using (created_by = (select auth.uid()) or public.is_member(id));
create policy "Everybody may open a room" on public.rooms for insert to authenticated
  with check (created_by = (select auth.uid()));
create policy "Members see members" on public.members for select to authenticated using (public.is_member(room_id));
create policy "Creators add members" on public.members for insert to authenticated
  with check (exists (select 1 from public.rooms where id = room_id and created_by = (select auth.uid())));
create policy "Members read" on public.messages for select to authenticated using (public.is_member(room_id));
create policy "Members write" on public.messages for insert to authenticated
  with check (public.is_member(room_id) and user_id = (select auth.uid()));
create policy "Authors delete" on public.messages for delete to authenticated using (user_id = (select auth.uid()));

alter publication supabase_realtime add table public.messages;
