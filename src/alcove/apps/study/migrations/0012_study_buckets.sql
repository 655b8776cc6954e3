-- The buckets of the study front ends. An account's files are in a folder named by its id; pictures of accounts may also
-- be named <id>-<time>.<extension>, at the top or in the folder `avatars`.

INSERT INTO storage.buckets (id, name, public, file_size_limit, allowed_mime_types) VALUES
    ('avatars', 'avatars', true, 5 * 1024 * 1024, ARRAY['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
    ('materials', 'materials', false, 50 * 1024 * 1024, ARRAY[
        'application/pdf', 'image/*', 'text/*', 'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document']),
    ('study-materials', 'study-materials', false, 50 * 1024 * 1024, ARRAY[
        'application/pdf', 'image/*', 'text/*', 'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document'])
ON CONFLICT DO NOTHING;

CREATE POLICY "Study: accounts read their own files" ON storage.objects FOR SELECT TO authenticated USING (
    bucket_id IN ('avatars', 'materials', 'study-materials') AND (
        (storage.foldername(name))[1] = (SELECT auth.uid())::text
        OR bucket_id = 'avatars' AND storage.foldername(name) <@ ARRAY['avatars']
            AND storage.filename(name) LIKE (SELECT auth.uid())::text || '-%'));
CREATE POLICY "Study: accounts add their own files" ON storage.objects FOR INSERT TO authenticated WITH CHECK (
    bucket_id IN ('avatars', 'materials', 'study-materials') AND (
        (storage.foldername(name))[1] = (SELECT auth.uid())::text
        OR bucket_id = 'avatars' AND storage.foldername(name) <@ ARRAY['avatars']
            AND storage.filename(name) LIKE (SELECT auth.uid())::text || '-%'));
CREATE POLICY "Study: accounts change their own files" ON storage.objects FOR UPDATE TO authenticated USING (
    bucket_id IN ('avatars', 'materials', 'study-materials') AND (
        (storage.foldername(name))[1] = (SELECT auth.uid())::text
        OR bucket_id = 'avatars' AND storage.foldername(name) <@ ARRAY['avatars']
            AND storage.filename(name) LIKE (SELECT auth.uid())::text || '-%'));
CREATE POLICY "Study: accounts remove their own files" ON storage.objects FOR DELETE TO authenticated USING (
    bucket_id IN ('avatars', 'materials', 'study-materials') AND (
        (storage.foldername(name))[1] = (SELECT auth.uid())::text
        OR bucket_id = 'avatars' AND storage.foldername(name) <@ ARRAY['avatars']
            AND storage.filename(name) LIKE (SELECT auth.uid())::text || '-%'));
