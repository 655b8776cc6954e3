-- Functions for the tests of calls. Roles belong to the whole server, which other tests share, so they may exist already.

do $$
begin
  create role rest_caller nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;

create schema calls;
set search_path = calls;

create type mood as enum ('happy', 'sad');
create type point2 as (x int, y int);
create domain positive as int check (value > 0);

create table makers (id int primary key, name text not null);
create table items (id int primary key, name text not null, price numeric, maker_id int references makers);
create table visits (n int);
insert into makers values (1, 'Acme'), (2, 'Bolt');
insert into items values (1, 'Anvil', 50, 1), (2, 'Rope', 5.25, 1), (3, 'Nut', 0.10, 2), (4, 'Rocket', 1000, null);

create function add_them(a int, b int) returns int language sql immutable as $$ select a + b $$;
create function greet(name text default 'you', mark text default '!') returns text language sql stable as $$
  select 'Hello ' || name || mark
$$;
create function all_items() returns setof items language sql stable as $$ select * from calls.items $$;
create function one_item(item int) returns items language sql stable as $$ select * from calls.items where id = item $$;
create function numbers(until int) returns setof int language sql immutable as $$ select generate_series(1, until) $$;
create function cheap(below numeric) returns table (name text, price numeric) language sql stable as $$
  select name, price from calls.items where price < below order by price
$$;
create function split(full_name text, out first text, out last text) language sql immutable as $$
  select split_part(full_name, ' ', 1), split_part(full_name, ' ', 2)
$$;
create function twice(inout n int) language sql immutable as $$ select n * 2 $$;
create function nothing() returns void language sql volatile as $$ select $$;
create function visit(amount int) returns int language sql volatile as $$
  insert into calls.visits select generate_series(1, amount) returning (select count(*)::int from calls.visits) + amount
$$;
create function visits_as_rows(amount int) returns setof visits language sql volatile as $$
  insert into calls.visits select generate_series(1, amount) returning *
$$;
create sequence tickets;
create function stable_write() returns void language sql stable as $$ select nextval('calls.tickets') $$;
create function echo_json(value json) returns json language sql immutable as $$ select value $$;
create function echo_jsonb(value jsonb) returns jsonb language sql immutable as $$ select value $$;
create function take_json(json) returns text language sql immutable as $$ select $1 ->> 'x' $$;
create function take_text(text) returns int language sql immutable as $$ select length($1) $$;
create function take_bytes(bytea) returns int language sql immutable as $$ select length($1) $$;
create function take_xml(xml) returns text language sql immutable as $$ select $1::text $$;
create function joined(variadic parts text[]) returns text language sql immutable as $$
  select array_to_string(parts, '-')
$$;
create function summed(start int, variadic parts int[]) returns bigint language sql immutable as $$
  select start + sum(part) from unnest(parts) as part
$$;
create function plus_one(arr int[]) returns int[] language sql immutable as $$
  select array_agg(n + 1) from unnest(arr) as n
$$;
create function same_mood(value mood) returns mood language sql immutable as $$ select value $$;
create function same_positive(value positive) returns positive language sql immutable as $$ select value $$;
create function same_point(value point2) returns point2 language sql immutable as $$ select value $$;
create function rental(customer int) returns text language sql immutable as $$ select 'one' $$;
create function rental(customer int, day date) returns text language sql immutable as $$ select 'two' $$;
create function records() returns setof record language sql stable as $$ select id, name from calls.makers $$;
create function no_text() returns text language sql immutable as $$ select null::text $$;
create function "Odd ""Name"("The Arg" text) returns text language sql immutable as $$ select "The Arg" $$;
create function timed() returns text language sql stable set statement_timeout = '4s' as $$
  select current_setting('statement_timeout')
$$;
create table tags (id int primary key, word text);
create table item_tags (item_id int references items, tag_id int references tags, primary key (item_id, tag_id));
insert into tags values (1, 'heavy'), (2, 'cheap');
insert into item_tags values (1, 1), (3, 2), (2, 2);
create domain item_row as items;
create function item_as_domain(item int) returns item_row language sql stable as $$
  select i from calls.items as i where id = item
$$;
create function shouted(items) returns text language sql stable as $$ select upper($1.name) $$;
create function siblings(items) returns setof items language sql stable as $$
  select * from calls.items as i where i.maker_id = $1.maker_id and i.id <> $1.id
$$;
create function names() returns table (name text) language sql stable as $$ select name from calls.makers order by id $$;
create function json_out(a int, out result json) language sql immutable as $$ select json_build_object('a', a) $$;
create function many_inout(inout a int, inout b text, out c boolean) language sql immutable as $$
  select a + 1, b || '!', true
$$;
create function bytes() returns bytea language sql immutable as $$ select '\x00ff'::bytea $$;
create function a_range() returns int4range language sql immutable as $$ select int4range(1, 5) $$;
create function points() returns table (id int, place point2, data jsonb) language sql stable as $$
  values (1, row(1, 2)::calls.point2, '{"a": {"b": 5}}'::jsonb), (2, row(3, 4)::calls.point2, '{"a": {"b": 7}}')
$$;
create function composites() returns setof point2 language sql stable as $$ values (1, 2), (3, 4) $$;
create function same(anyelement) returns anyelement language sql immutable as $$ select $1 $$;
create function "select"("from" int, "order by" int default 1) returns int language sql immutable as $$
  select "from" * "order by"
$$;
create function mixed2(a int) returns text language sql immutable as $$ select 'named' $$;
create function mixed2(jsonb) returns text language sql immutable as $$ select 'whole ' || $1::text $$;
create function empty_set() returns setof items language sql stable as $$ select * from calls.items where false $$;
create function null_row() returns items language sql stable as $$ select null::calls.items $$;
create function null_numbers() returns setof int language sql immutable as $$ values (1), (null) $$;
create function one_record() returns record language sql stable as $$ select id, name from calls.makers where id = 1 $$;
create function times(at timestamptz) returns timestamptz language sql immutable as $$ select at $$;
create function chars(c char, b bit(2)) returns text language sql immutable as $$ select c || b::text $$;
create function day_of(d date default '2020-01-01', out day int, out month int) language sql immutable as $$
  select extract(day from d)::int, extract(month from d)::int
$$;
create function cut(value varchar(3)) returns text language sql immutable as $$ select value $$;

grant usage on schema calls to rest_caller;
grant select on all tables in schema calls to rest_caller;
grant insert on visits to rest_caller;
grant all on sequence tickets to rest_caller;
