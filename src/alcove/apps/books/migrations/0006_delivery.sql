-- Downloads that wait for a folder, and the folders that were there once.

ALTER TABLE books_download ADD COLUMN delivery_problem text;
COMMENT ON COLUMN books_download.delivery_problem IS 'Why a queued download waits for a folder; NULL when it does not.';
CREATE INDEX books_download_delivery_problem ON books_download (id) WHERE delivery_problem IS NOT NULL;

CREATE TABLE books_folder (
    path text PRIMARY KEY,
    is_mount_point boolean NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE books_folder IS 'Folders of libraries that were usable once: one that is missing later is not created again.';
COMMENT ON COLUMN books_folder.is_mount_point IS 'Whether a file system was mounted there; without it, an empty folder is not used.';
