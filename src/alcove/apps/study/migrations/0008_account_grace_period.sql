-- An account that is to be deleted can be used until it is due: it is not banned any more, and a program sees the date.

UPDATE auth.users AS u SET banned_until = d.earlier_ban, updated_at = now(),
    raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || jsonb_build_object('deletion_due_at', d.due_at)
FROM study.account_deletion AS d WHERE d.user_id = u.id;
ALTER TABLE study.account_deletion DROP COLUMN earlier_ban;
COMMENT ON TABLE study.account_deletion IS
    'Accounts that are deleted when they are due; until then they can be used, and the deletion taken back.';

-- An export is written while it is read, so that no account is too large for it.
DROP FUNCTION study.export_account(uuid);
