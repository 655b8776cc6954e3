-- A text type that compares without regard to case. Its values are stored as those of text, whose functions it uses.

CREATE TYPE extensions.citext;
CREATE FUNCTION extensions.citextin(cstring) RETURNS extensions.citext
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textin';
CREATE FUNCTION extensions.citextout(extensions.citext) RETURNS cstring
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'textout';
CREATE FUNCTION extensions.citextrecv(internal) RETURNS extensions.citext
LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textrecv';
CREATE FUNCTION extensions.citextsend(extensions.citext) RETURNS bytea
LANGUAGE internal STABLE STRICT PARALLEL SAFE AS 'textsend';
CREATE TYPE extensions.citext (
    INPUT = extensions.citextin, OUTPUT = extensions.citextout, RECEIVE = extensions.citextrecv,
    SEND = extensions.citextsend, INTERNALLENGTH = VARIABLE, STORAGE = extended, CATEGORY = 'S', PREFERRED = false,
    COLLATABLE = true
);

CREATE FUNCTION extensions.citext(bpchar) RETURNS extensions.citext
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'rtrim1';
CREATE FUNCTION extensions.citext(boolean) RETURNS extensions.citext
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'booltext';
CREATE FUNCTION extensions.citext(inet) RETURNS extensions.citext
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'network_show';
CREATE CAST (extensions.citext AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (extensions.citext AS varchar) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (extensions.citext AS bpchar) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (text AS extensions.citext) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (varchar AS extensions.citext) WITHOUT FUNCTION AS ASSIGNMENT;
CREATE CAST (bpchar AS extensions.citext) WITH FUNCTION extensions.citext(bpchar) AS ASSIGNMENT;
CREATE CAST (boolean AS extensions.citext) WITH FUNCTION extensions.citext(boolean) AS ASSIGNMENT;
CREATE CAST (inet AS extensions.citext) WITH FUNCTION extensions.citext(inet) AS ASSIGNMENT;

-- PL/pgSQL, because a function in SQL would be replaced by its text, which no index on the column fits.
CREATE FUNCTION extensions.citext_eq(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) = lower($2::text); END $$;
CREATE FUNCTION extensions.citext_ne(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) <> lower($2::text); END $$;
CREATE FUNCTION extensions.citext_lt(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) < lower($2::text); END $$;
CREATE FUNCTION extensions.citext_le(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) <= lower($2::text); END $$;
CREATE FUNCTION extensions.citext_gt(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) > lower($2::text); END $$;
CREATE FUNCTION extensions.citext_ge(extensions.citext, extensions.citext) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN lower($1::text) >= lower($2::text); END $$;
CREATE FUNCTION extensions.citext_cmp(extensions.citext, extensions.citext) RETURNS int
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN bttextcmp(lower($1::text), lower($2::text)); END $$;
CREATE FUNCTION extensions.citext_hash(extensions.citext) RETURNS int
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN hashtext(lower($1::text)); END $$;
CREATE FUNCTION extensions.citext_hash_extended(extensions.citext, bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN hashtextextended(lower($1::text), $2); END $$;

CREATE OPERATOR extensions.= (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_eq,
    COMMUTATOR = OPERATOR(extensions.=), NEGATOR = OPERATOR(extensions.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR extensions.<> (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_ne,
    COMMUTATOR = OPERATOR(extensions.<>), NEGATOR = OPERATOR(extensions.=), RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR extensions.< (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_lt,
    COMMUTATOR = OPERATOR(extensions.>), NEGATOR = OPERATOR(extensions.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR extensions.<= (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_le,
    COMMUTATOR = OPERATOR(extensions.>=), NEGATOR = OPERATOR(extensions.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR extensions.> (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_gt,
    COMMUTATOR = OPERATOR(extensions.<), NEGATOR = OPERATOR(extensions.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
CREATE OPERATOR extensions.>= (
    LEFTARG = extensions.citext, RIGHTARG = extensions.citext, FUNCTION = extensions.citext_ge,
    COMMUTATOR = OPERATOR(extensions.<=), NEGATOR = OPERATOR(extensions.<), RESTRICT = scalargesel, JOIN = scalargejoinsel
);
CREATE OPERATOR CLASS extensions.citext_ops DEFAULT FOR TYPE extensions.citext USING btree AS
    OPERATOR 1 extensions.<, OPERATOR 2 extensions.<=, OPERATOR 3 extensions.=, OPERATOR 4 extensions.>=,
    OPERATOR 5 extensions.>, FUNCTION 1 extensions.citext_cmp(extensions.citext, extensions.citext);
CREATE OPERATOR CLASS extensions.citext_ops DEFAULT FOR TYPE extensions.citext USING hash AS
    OPERATOR 1 extensions.=, FUNCTION 1 extensions.citext_hash(extensions.citext),
    FUNCTION 2 extensions.citext_hash_extended(extensions.citext, bigint);

CREATE FUNCTION extensions.citext_smaller(extensions.citext, extensions.citext) RETURNS extensions.citext
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN lower($1::text) <= lower($2::text) THEN $1 ELSE $2 END
$$;
CREATE FUNCTION extensions.citext_larger(extensions.citext, extensions.citext) RETURNS extensions.citext
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN lower($1::text) >= lower($2::text) THEN $1 ELSE $2 END
$$;
CREATE AGGREGATE extensions.min(extensions.citext) (
    SFUNC = extensions.citext_smaller, STYPE = extensions.citext, SORTOP = OPERATOR(extensions.<), PARALLEL = SAFE,
    COMBINEFUNC = extensions.citext_smaller
);
CREATE AGGREGATE extensions.max(extensions.citext) (
    SFUNC = extensions.citext_larger, STYPE = extensions.citext, SORTOP = OPERATOR(extensions.>), PARALLEL = SAFE,
    COMBINEFUNC = extensions.citext_larger
);

-- Patterns compare without regard to case too.
CREATE FUNCTION extensions.citext_like(extensions.citext, text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1::text ~~* $2 $$;
CREATE FUNCTION extensions.citext_not_like(extensions.citext, text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1::text !~~* $2 $$;
CREATE FUNCTION extensions.citext_match(extensions.citext, text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1::text ~* $2 $$;
CREATE FUNCTION extensions.citext_not_match(extensions.citext, text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT $1::text !~* $2 $$;
CREATE OPERATOR extensions.~~ (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_like);
CREATE OPERATOR extensions.!~~ (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_not_like);
CREATE OPERATOR extensions.~~* (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_like);
CREATE OPERATOR extensions.!~~* (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_not_like);
CREATE OPERATOR extensions.~ (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_match);
CREATE OPERATOR extensions.!~ (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_not_match);
CREATE OPERATOR extensions.~* (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_match);
CREATE OPERATOR extensions.!~* (LEFTARG = extensions.citext, RIGHTARG = text, FUNCTION = extensions.citext_not_match);
