-- Lists of a folder find its files by one index, and each folder in it by a probe of that index. The folder is a column
-- because a condition that calls a function of the name would be checked after the policies, for row after row.

ALTER TABLE storage.objects ADD COLUMN folder text COLLATE "C"
    GENERATED ALWAYS AS (regexp_replace(name, '[^/]*$', '')) STORED;
CREATE INDEX objects_folder ON storage.objects (bucket_id, folder, name COLLATE "C");
COMMENT ON COLUMN storage.objects.folder IS 'The name up to its last slash; empty at the top of a bucket.';
