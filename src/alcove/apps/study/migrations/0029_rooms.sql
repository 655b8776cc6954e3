-- Rooms to study together. Whatever happens in a room is an event with a number; the row of the room is locked until the
-- event is committed, so that numbers become visible in their order, and a reader that has seen one misses none before it.

CREATE TABLE study.rooms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    is_open boolean NOT NULL DEFAULT false,
    capacity integer NOT NULL CHECK (capacity > 0),
    last_number bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN study.rooms.is_open IS 'Whether every account may find and join the room; others need an invitation.';
COMMENT ON COLUMN study.rooms.last_number IS 'The number of the last event.';
CREATE INDEX rooms_is_open_idx ON study.rooms (created_at DESC, id) WHERE is_open;

CREATE TABLE study.room_members (
    room_id uuid NOT NULL REFERENCES study.rooms ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'moderator', 'member', 'banned')),
    joined_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, user_id)
);
COMMENT ON COLUMN study.room_members.role IS 'Somebody who is banned is no member, and cannot become one.';
CREATE INDEX room_members_user_id_idx ON study.room_members (user_id);
CREATE UNIQUE INDEX room_members_owner_idx ON study.room_members (room_id) WHERE role = 'owner';

CREATE TABLE study.room_invitations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    room_id uuid NOT NULL REFERENCES study.rooms ON DELETE CASCADE,
    code_hash bytea NOT NULL UNIQUE,
    created_by uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    uses_left integer NOT NULL CHECK (uses_left >= 0),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX room_invitations_room_id_idx ON study.room_invitations (room_id);
CREATE INDEX room_invitations_created_by_idx ON study.room_invitations (created_by);
CREATE INDEX room_invitations_expires_at_idx ON study.room_invitations (expires_at);

CREATE TABLE study.room_tickets (
    ticket_hash bytea PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES study.rooms ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    session_id uuid,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE study.room_tickets IS 'What opens one websocket each; a ticket is deleted by its use.';
CREATE INDEX room_tickets_room_id_idx ON study.room_tickets (room_id);
CREATE INDEX room_tickets_user_id_idx ON study.room_tickets (user_id);
CREATE INDEX room_tickets_expires_at_idx ON study.room_tickets (expires_at);

CREATE TABLE study.room_timers (
    room_id uuid PRIMARY KEY REFERENCES study.rooms ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('stopped', 'running', 'paused')),
    phase text NOT NULL CHECK (phase IN ('work', 'break', 'long_break')),
    round integer NOT NULL,
    started_at timestamptz NOT NULL,
    remaining_ms bigint NOT NULL,
    work_minutes integer NOT NULL,
    break_minutes integer NOT NULL,
    long_break_minutes integer NOT NULL,
    rounds integer NOT NULL
);
COMMENT ON COLUMN study.room_timers.remaining_ms IS 'What was left of the phase at started_at.';
COMMENT ON COLUMN study.room_timers.round IS 'The number of the work phase, from 1 to rounds; a long break follows the last one.';

CREATE TABLE study.room_events (
    room_id uuid NOT NULL REFERENCES study.rooms ON DELETE CASCADE,
    number bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('message', 'deletion', 'member', 'timer', 'room')),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    recipient_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    client_id text,
    data json NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, number)
);
COMMENT ON COLUMN study.room_events.recipient_id IS 'Who alone reads the message, besides its author; NULL means the whole room.';
COMMENT ON COLUMN study.room_events.client_id IS 'The id that the author gave the message, so that it is stored once however often it is sent.';
CREATE UNIQUE INDEX room_events_client_id_idx ON study.room_events (user_id, room_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX room_events_user_id_idx ON study.room_events (user_id);
CREATE INDEX room_events_recipient_id_idx ON study.room_events (recipient_id) WHERE recipient_id IS NOT NULL;
CREATE INDEX room_events_created_at_idx ON study.room_events (created_at);

-- What other members see: an account without a name has its email address as its full name, which is not theirs to know.
CREATE FUNCTION study.room_name(profile public.profiles) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN profile.full_name LIKE '%@%' THEN split_part(profile.full_name, '@', 1) ELSE profile.full_name END;

-- Returns the number of the new event; NULL when the room does not exist.
CREATE FUNCTION study.add_room_event(in_room uuid, event_kind text, by_user uuid, content json) RETURNS bigint
LANGUAGE plpgsql SET search_path = study, pg_temp AS $body$
DECLARE
    new_number bigint;
BEGIN
    UPDATE study.rooms SET last_number = last_number + 1 WHERE id = in_room RETURNING last_number INTO new_number;
    IF new_number IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO study.room_events (room_id, number, kind, user_id, data)
    VALUES (in_room, new_number, event_kind, by_user, content);
    PERFORM pg_notify('study_rooms', in_room::text);
    RETURN new_number;
END $body$;

-- Stores messages in their order, and returns for each the number that it has, or why it has none. A message whose id its
-- author has used before has the number of that one.
CREATE FUNCTION study.add_room_messages(
    in_room uuid, authors uuid[], client_ids text[], contents text[], recipients uuid[]
) RETURNS TABLE (item integer, number bigint, refusal text)
LANGUAGE plpgsql SET search_path = study, pg_temp AS $body$
#variable_conflict use_column
DECLARE
    first_number bigint;
    next_number bigint;
BEGIN
    SELECT r.last_number INTO first_number FROM study.rooms AS r WHERE r.id = in_room FOR NO KEY UPDATE;
    next_number := first_number;
    FOR place IN 1 .. cardinality(authors) LOOP
        item := place;
        number := NULL;
        refusal := NULL;
        IF first_number IS NULL OR NOT EXISTS (
            SELECT FROM study.room_members AS m
            WHERE m.room_id = in_room AND m.user_id = authors[place] AND m.role <> 'banned'
        ) THEN
            refusal := 'author';
        ELSIF recipients[place] IS NOT NULL AND NOT EXISTS (
            SELECT FROM study.room_members AS m
            WHERE m.room_id = in_room AND m.user_id = recipients[place] AND m.role <> 'banned'
        ) THEN
            refusal := 'recipient';
        ELSE
            SELECT e.number INTO number FROM study.room_events AS e
            WHERE e.user_id = authors[place] AND e.room_id = in_room AND e.client_id = client_ids[place];
            IF number IS NULL THEN
                next_number := next_number + 1;
                number := next_number;
                INSERT INTO study.room_events (room_id, number, kind, user_id, recipient_id, client_id, data)
                VALUES (
                    in_room, next_number, 'message', authors[place], recipients[place], client_ids[place],
                    json_build_object('text', contents[place])
                );
            END IF;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF next_number > first_number THEN
        UPDATE study.rooms AS r SET last_number = next_number WHERE r.id = in_room;
        PERFORM pg_notify('study_rooms', in_room::text);
    END IF;
END $body$;

-- Every change of who is a member is an event, also when an account is deleted; a room without an owner gets the moderator
-- or the member who has been there longest, and one without members is deleted.
CREATE FUNCTION study.note_room_member() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
DECLARE
    changed study.room_members := coalesce(NEW, OLD);
    change text := CASE
        WHEN TG_OP = 'DELETE' THEN CASE WHEN OLD.role = 'banned' THEN 'unbanned' ELSE 'left' END
        WHEN NEW.role = 'banned' THEN 'banned'
        WHEN TG_OP = 'INSERT' THEN 'joined'
        ELSE 'role' END;
BEGIN
    PERFORM study.add_room_event(
        changed.room_id, 'member', NULL,
        json_build_object(
            'change', change, 'user_id', changed.user_id, 'role', CASE WHEN TG_OP <> 'DELETE' THEN NEW.role END
        )
    );
    IF TG_OP = 'DELETE' AND OLD.role = 'owner' THEN
        UPDATE study.room_members SET role = 'owner' WHERE room_id = OLD.room_id AND user_id = (
            SELECT user_id FROM study.room_members WHERE room_id = OLD.room_id AND role <> 'banned'
            ORDER BY role = 'moderator' DESC, joined_at, user_id LIMIT 1);
        IF NOT FOUND THEN
            DELETE FROM study.rooms WHERE id = OLD.room_id;
        END IF;
    END IF;
    RETURN NULL;
END $body$;
CREATE TRIGGER note_room_member AFTER INSERT OR DELETE OR UPDATE OF role ON study.room_members
    FOR EACH ROW EXECUTE FUNCTION study.note_room_member();

CREATE FUNCTION study.note_deleted_room() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
BEGIN
    PERFORM pg_notify('study_rooms', OLD.id::text);
    RETURN NULL;
END $body$;
CREATE TRIGGER note_deleted_room AFTER DELETE ON study.rooms FOR EACH ROW EXECUTE FUNCTION study.note_deleted_room();

-- The payload has the id of the account first, so that a process knows without reading whether it is for a client of its own.
CREATE FUNCTION study.announce_notifications() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
BEGIN
    PERFORM pg_notify('study_notifications', user_id || ' ' || id) FROM added ORDER BY created_at, id;
    RETURN NULL;
END $body$;
CREATE TRIGGER announce_notifications AFTER INSERT ON public.notifications
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION study.announce_notifications();

REVOKE ALL ON FUNCTION
    study.room_name, study.add_room_event, study.add_room_messages, study.note_room_member, study.note_deleted_room,
    study.announce_notifications
FROM PUBLIC;
