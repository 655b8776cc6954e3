-- Files of a room for its members, and a private channel to which the database sends what happens in it.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('attachments', 'attachments', false, 1048576, array['text/plain', 'image/*']);

create policy "Members read attachments" on storage.objects for select to authenticated
  using (bucket_id = 'attachments' and public.is_member(((storage.foldername(name))[1])::uuid));
create policy "Members add attachments" on storage.objects for insert to authenticated
  with check (bucket_id = 'attachments' and public.is_member(((storage.foldername(name))[1])::uuid));

create policy "Members listen" on realtime.messages for select to authenticated
  using (public.is_member(split_part((select realtime.topic()), ':', 2)::uuid));
create policy "Members send" on realtime.messages for insert to authenticated
  with check (public.is_member(split_part((select realtime.topic()), ':', 2)::uuid));

create function public.announce_message() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  perform realtime.broadcast_changes(
    'room:' || new.room_id::text, tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
  return null;
end
$$;
create trigger announce_message after insert on public.messages
  for each row execute function public.announce_message();
