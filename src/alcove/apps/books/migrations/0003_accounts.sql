-- Tokens become API tokens of the server's accounts, an account for each; sessions and failures are the server's, too.

DO $move$
DECLARE
    token record;
    account uuid;
BEGIN
    FOR token IN SELECT * FROM books_token ORDER BY id LOOP
        INSERT INTO auth.users (
            instance_id, id, aud, role, encrypted_password, confirmation_token, recovery_token,
            email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
        VALUES (
            '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', '', '', '', '',
            '', '{"provider": "local", "providers": ["local"]}', '{}', token.created_at, token.created_at)
        RETURNING id INTO account;
        INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, created_at, updated_at)
        VALUES (
            'token:books:' || token.name, account,
            jsonb_build_object('sub', account::text, 'name', token.username), 'local', token.created_at,
            token.created_at);
        INSERT INTO alcove.account_role (user_id, app, role)
        VALUES (account, 'books', CASE WHEN token.is_admin THEN 'owner' ELSE 'member' END);
        INSERT INTO alcove.api_token (user_id, name, digest, scopes, created_at, used_at)
        VALUES (account, token.name, token.digest, ARRAY['books'], token.created_at, token.used_at);
    END LOOP;
END
$move$;

DROP TABLE books_token;
DROP TABLE books_session;
DROP TABLE books_attempt;
