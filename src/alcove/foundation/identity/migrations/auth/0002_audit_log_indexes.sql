-- Old entries are removed by their time, and those of one account are exported and made anonymous.

CREATE INDEX IF NOT EXISTS audit_log_entries_created_at_idx ON auth.audit_log_entries (created_at);
CREATE INDEX IF NOT EXISTS audit_log_entries_actor_id_idx ON auth.audit_log_entries ((payload ->> 'actor_id'));
