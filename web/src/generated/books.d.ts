// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
    "/api/auth/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the caller is signed in */
        get: operations["get_api_auth_check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in */
        post: operations["post_api_auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["post_api_auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream of changes of the queue and of the progress of downloads */
        get: operations["get_api_books_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/ingest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The folder of finished files, and whether books can be delivered into it */
        get: operations["get_api_books_ingest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/ingest/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write a test file into the folder of finished files */
        post: operations["post_api_books_ingest_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/items/{book_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All about one book */
        get: operations["get_api_books_items_book_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/items/{book_id}/editions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Other files of the same work: further formats, languages and records of other sources */
        get: operations["get_api_books_items_book_id_editions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The queue with progress, speed, reasons of failures and places of delivery */
        get: operations["get_api_books_queue"];
        put?: never;
        /** Queue a book; nothing changes when it is queued or running already */
        post: operations["post_api_books_queue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/queue/{book_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Cancel a queued or running book, or remove a finished one from the list */
        delete: operations["delete_api_books_queue_book_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/queue/{book_id}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a queued book in front of another one, or to the end */
        post: operations["post_api_books_queue_book_id_move"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/queue/{book_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetch a book again that failed, was cancelled or waits */
        post: operations["post_api_books_queue_book_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/queue/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Remove all finished books from the list */
        post: operations["post_api_books_queue_clear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/saved-searches/{search_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run a saved search now */
        post: operations["post_api_books_saved_searches_search_id_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search for books; the answer is a line of JSON at once, and one after each answer of a source */
        get: operations["get_api_books_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of every source: its last answers, and until when and why it is held */
        get: operations["get_api_books_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/books/sources/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask a source whether it can be searched */
        post: operations["post_api_books_sources_name_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The configuration of a page */
        get: operations["get_api_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/covers/{cover_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A book's cover image */
        get: operations["get_api_covers_cover_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/debug": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A debug archive with the app's state, without secrets */
        get: operations["get_api_debug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Queue a book */
        get: operations["get_api_download"];
        put?: never;
        /** Queue a book; values that are not in the query may be in the body */
        post: operations["post_api_download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/download/{book_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Cancel a queued or running book, or remove a finished one from the list */
        delete: operations["delete_api_download_book_id_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/downloads/active": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The books that are being fetched */
        get: operations["get_api_downloads_active"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether books can be fetched; 503 if not */
        get: operations["get_api_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One file */
        get: operations["get_api_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/localdownload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a book that is complete in the queue; ranges are supported */
        get: operations["get_api_localdownload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metadata/book/{provider}/{provider_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One book */
        get: operations["get_api_metadata_book_provider_provider_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metadata/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The metadata providers */
        get: operations["get_api_metadata_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metadata/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search for books; the provider's own search fields are accepted too */
        get: operations["get_api_metadata_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/{book_id}/priority": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the priority of a queued book */
        put: operations["put_api_queue_book_id_priority"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove all finished books from the list */
        delete: operations["delete_api_queue_clear"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The queued books in their order */
        get: operations["get_api_queue_order"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/queue/reorder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the priorities of queued books, all or none */
        post: operations["post_api_queue_reorder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/release-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sources of files */
        get: operations["get_api_release_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a book */
        get: operations["get_api_releases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/releases/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Queue a file of a book */
        post: operations["post_api_releases_download"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Restart this process once its requests are finished */
        get: operations["get_api_restart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/saved-searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved searches */
        get: operations["get_api_saved_searches"];
        put?: never;
        /** Save a search; new books that it finds are queued */
        post: operations["post_api_saved_searches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/saved-searches/{search_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a saved search; books that it queued stay queued */
        delete: operations["delete_api_saved_searches_search_id"];
        options?: never;
        head?: never;
        /** Enable or disable a saved search */
        patch: operations["patch_api_saved_searches_search_id"];
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search for files; the header X-Search-Errors names the sources that failed or left something out */
        get: operations["get_api_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All settings pages */
        get: operations["get_api_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/{tab}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One settings page */
        get: operations["get_api_settings_tab"];
        /** Change the settings in the body; 400 with `success` false when a value is invalid */
        put: operations["put_api_settings_tab"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings/{tab}/action/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the action of a button; the body has the values of the form */
        post: operations["post_api_settings_tab_action_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The whole queue by status name */
        get: operations["get_api_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the root menu */
        get: operations["get_opds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/author": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the books of an author */
        get: operations["get_opds_author"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/authors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the authors */
        get: operations["get_opds_authors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: all by title */
        get: operations["get_opds_books"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/covers/{cover_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cover image of a delivered book */
        get: operations["get_opds_covers_cover_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/files/{file_id}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivered file for an e-reader; ranges are supported */
        get: operations["get_opds_files_file_id_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the newest first */
        get: operations["get_opds_new"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/one-series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the books of a series */
        get: operations["get_opds_one_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the books in which every word occurs */
        get: operations["get_opds_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/search.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The OpenSearch description of the search */
        get: operations["get_opds_search_xml"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 1.2: the series */
        get: operations["get_opds_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the root menu */
        get: operations["get_opds_v2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/author": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the books of an author */
        get: operations["get_opds_v2_author"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/authors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the authors */
        get: operations["get_opds_v2_authors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: all by title */
        get: operations["get_opds_v2_books"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/new": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the newest first */
        get: operations["get_opds_v2_new"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/one-series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the books of a series */
        get: operations["get_opds_v2_one_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the books in which every word occurs */
        get: operations["get_opds_v2_search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/opds/v2/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Delivered books for e-readers, OPDS 2.0: the series */
        get: operations["get_opds_v2_series"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * ActiveDownloads
         * @description The ids of the books that are being fetched.
         */
        ActiveDownloads: {
            active_downloads: string[];
        };
        /**
         * BookDetails
         * @description All that is known about one file.
         */
        BookDetails: {
            author: string;
            authors: string[];
            content: string;
            cover: string | null;
            description: string;
            format: string;
            id: string;
            info: {
                [key: string]: string[];
            };
            isbns: string[];
            language: string;
            library: components["schemas"]["LibraryMatch"] | null;
            publisher: string;
            series: string;
            series_position: number | null;
            /** @description bytes */
            size: number | null;
            source: string;
            source_name: string;
            source_url: string | null;
            state: components["schemas"]["BookState"] | null;
            subjects: string[];
            subtitle: string;
            title: string;
            work: string;
            year: number | null;
        };
        /**
         * BookRow
         * @description One file that can be fetched; unknown values are left out.
         */
        BookRow: {
            /** @default null */
            author: string | null;
            /** @default null */
            content: string | null;
            /** @default null */
            description: string | null;
            download_urls: string[];
            /** @default null */
            format: string | null;
            id: string;
            info: {
                [key: string]: string[];
            };
            /** @default null */
            language: string | null;
            /** @default null */
            preview: string | null;
            priority: number;
            /** @default null */
            publisher: string | null;
            /** @default null */
            size: string | null;
            source: string;
            /** @default null */
            source_url: string | null;
            title: string;
            /** @default null */
            year: string | null;
        };
        /**
         * BookSearchPage
         * @description The results so far. Every line of the answer is one of these; in the last one, `is_complete` is true.
         */
        BookSearchPage: {
            books: components["schemas"]["FoundBook"][];
            is_complete: boolean;
            library_problem: string | null;
            page: number;
            pages: number;
            sources: components["schemas"]["SearchedSource"][];
            total: number;
        };
        /**
         * BooksErrorBody
         * @description The body of an error response: a message for users; `request_id` finds the error in the log.
         */
        BooksErrorBody: {
            error: string;
            message?: string;
            request_id?: string;
        };
        /**
         * BooksHealth
         * @description Whether books can be fetched, and the failed checks.
         */
        BooksHealth: {
            /** @default {} */
            failed: {
                [key: string]: string;
            };
            /** @enum {unknown} */
            status: "error" | "ok";
        };
        /**
         * BookState
         * @description The state of a book in the queue; `complete` also when it was delivered and has left the queue.
         */
        BookState: {
            message: string | null;
            progress: number;
            /** @enum {unknown} */
            state: "cancelled" | "complete" | "downloading" | "error" | "queued" | "resolving";
        };
        /**
         * ColorHint
         * @description How the colour of a badge is chosen.
         */
        ColorHint: {
            /** @enum {unknown} */
            type: "map" | "static";
            value: string;
        };
        /**
         * Column
         * @description One column of the table of files.
         */
        Column: {
            /** @enum {unknown} */
            align: "center" | "left" | "right";
            color_hint: components["schemas"]["ColorHint"] | null;
            fallback: string;
            hide_mobile: boolean;
            key: string;
            label: string;
            /** @enum {unknown} */
            render_type: "badge" | "number" | "peers" | "size" | "text";
            sort_key: string | null;
            sortable: boolean;
            uppercase: boolean;
            width: string;
        };
        /**
         * ColumnConfig
         * @description The layout of the table of files.
         */
        ColumnConfig: {
            cache_ttl_seconds: number;
            columns: components["schemas"]["Column"][];
            grid_template: string;
            leading_cell: Record<string, never>;
            online_servers: string[];
            supported_filters: string[];
        };
        /**
         * Condition
         * @description A required value of another field.
         */
        Condition: {
            field: string;
            notEmpty?: boolean;
            reason?: string;
            value?: string | boolean | string[];
        };
        /**
         * Config
         * @description The configuration of the newer page.
         */
        Config: {
            auto_open_downloads_sidebar: boolean;
            book_languages: components["schemas"]["LanguageEntry"][];
            build_version: string;
            calibre_web_url: string;
            debug: boolean;
            default_language: string[];
            default_release_source: string;
            default_sort: string;
            download_to_browser: boolean;
            metadata_default_sort: string;
            metadata_search_fields: components["schemas"]["SearchFieldEntry"][];
            metadata_sort_options: components["schemas"]["MenuOption"][];
            release_version: string;
            /** @enum {unknown} */
            search_mode: "direct" | "universal";
            settings_enabled: boolean;
            supported_audiobook_formats: string[];
            supported_formats: string[];
        };
        /**
         * DisplayField
         * @description A further line on a book's card.
         */
        DisplayField: {
            icon: string;
            label: string;
            value: string;
        };
        /**
         * DownloadCancelled
         * @description The book was cancelled, or its finished entry removed.
         */
        DownloadCancelled: {
            book_id: string;
            /**
             * @default cancelled
             * @enum {unknown}
             */
            status: "cancelled";
        };
        /**
         * DownloadEntry
         * @description One book of the queue; `message` says why it failed or what it waits for.
         */
        DownloadEntry: {
            added_at: string;
            author: string;
            bytes_per_second: number | null;
            changed_at: string;
            content: string;
            cover: string | null;
            /** @description path of the file, from the name of the ingest folder on */
            delivered_to: string | null;
            /** @description address of the file, while the library has not taken it away */
            file: string | null;
            format: string | null;
            id: string;
            message: string | null;
            owner: string;
            /** @description percent */
            progress: number;
            received: number | null;
            /** @description when it is tried again by itself */
            retry_at: string | null;
            seconds_left: number | null;
            size: string | null;
            source: string;
            source_name: string;
            /** @enum {unknown} */
            state: "cancelled" | "complete" | "downloading" | "error" | "queued" | "resolving";
            title: string;
            total: number | null;
            waits_for_folder: boolean;
        };
        /**
         * DownloadForm
         * @description The values that are not in the query.
         */
        DownloadForm: {
            /**
             * @description as a search shows it; in the query unless given here
             * @default
             */
            id: string;
            /** @description the lowest runs first; 0 unless given */
            priority?: number;
        };
        /**
         * DownloadQueue
         * @description The queue: what runs, then what waits in its order, then what ended, the last first.
         */
        DownloadQueue: {
            downloads: components["schemas"]["DownloadEntry"][];
            finished: number;
            queued: number;
            running: number;
        };
        /**
         * DownloadQueued
         * @description The book is queued or running.
         */
        DownloadQueued: {
            priority: number;
            /**
             * @default queued
             * @enum {unknown}
             */
            status: "queued";
        };
        /**
         * Editions
         * @description Other files of the same work, and the sources that were asked.
         */
        Editions: {
            editions: components["schemas"]["FoundBook"][];
            sources: components["schemas"]["SearchedSource"][];
        };
        /**
         * Field
         * @description A field of a form.
         */
        Field: {
            /** @default  */
            description: string;
            disabled?: boolean;
            disabledReason?: string;
            disabledWhen?: components["schemas"]["Condition"];
            fromEnv?: boolean;
            key: string;
            label: string;
            linkText?: string;
            linkUrl?: string;
            max?: number;
            maxLength?: number;
            min?: number;
            options?: components["schemas"]["Option"][];
            placeholder?: string;
            /** @default false */
            required: boolean;
            requiresRestart?: boolean;
            showWhen?: components["schemas"]["Condition"];
            step?: number;
            /** @enum {unknown} */
            style?: "danger" | "default" | "primary";
            title?: string;
            /** @enum {unknown} */
            type: "ActionButton" | "CheckboxField" | "HeadingField" | "MultiSelectField" | "NumberField" | "OrderableListField" | "PasswordField" | "SelectField" | "TextField";
            universalOnly?: boolean;
            value?: unknown;
            /** @enum {unknown} */
            variant?: "dropdown" | "pills";
        };
        /**
         * FoundBook
         * @description One file that can be fetched; all files of a work have the same `work`.
         */
        FoundBook: {
            author: string;
            cover: string | null;
            format: string;
            id: string;
            language: string;
            library: components["schemas"]["LibraryMatch"] | null;
            /** @description bytes */
            size: number | null;
            source: string;
            source_name: string;
            state: components["schemas"]["BookState"] | null;
            title: string;
            work: string;
            year: number | null;
        };
        /**
         * Group
         * @description A group of tabs.
         */
        Group: {
            displayName: string;
            icon: string;
            name: string;
            order: number;
        };
        /**
         * IngestState
         * @description The folder of finished files, and whether books can be delivered into it.
         */
        IngestState: {
            checked_at: string;
            /** @description files that were delivered and are still there */
            delivered: number;
            folder: string;
            /** @description free space of its disk; null when it cannot be read */
            free_bytes: number | null;
            /** @description why books cannot be delivered, and what to do */
            problem: string | null;
            /** @enum {unknown} */
            state: "failed" | "ok";
            /** @description queued books that wait for the folder */
            waiting: number;
        };
        /**
         * LanguageEntry
         * @description One language of a menu.
         */
        LanguageEntry: {
            code: string;
            language: string;
        };
        /**
         * LibraryMatch
         * @description The same book in the Calibre library; `url` is its page where the library has an address.
         */
        LibraryMatch: {
            id: number;
            url: string | null;
        };
        /**
         * LoginForm
         * @description Name and password, and whether the browser keeps the session for a week.
         */
        LoginForm: {
            password: string;
            /** @default false */
            remember_me: boolean;
            username: string;
        };
        /**
         * MenuOption
         * @description One option of a menu.
         */
        MenuOption: {
            label: string;
            value: string;
        };
        /**
         * Metadata
         * @description A book of a metadata provider; unknown values are null.
         */
        Metadata: {
            authors: string[];
            cover_url: string | null;
            description: string | null;
            display_fields: components["schemas"]["DisplayField"][];
            genres: string[];
            isbn_10: string | null;
            isbn_13: string | null;
            language: string | null;
            provider: string;
            provider_display_name: string;
            provider_id: string;
            publish_year: number | null;
            publisher: string | null;
            series_count: number | null;
            series_name: string | null;
            series_position: number | null;
            source_url: string | null;
            subtitle: string | null;
            title: string;
            titles_by_language: {
                [key: string]: string;
            };
        };
        /**
         * MetadataResults
         * @description One page of books.
         */
        MetadataResults: {
            books: components["schemas"]["Metadata"][];
            has_more: boolean;
            page: number;
            provider: string;
            query: string;
            total_found: number;
        };
        /**
         * MoveForm
         * @description The queued book to move in front of; null for the end of the queue.
         */
        MoveForm: {
            before: string | null;
        };
        /**
         * OpdsBelongsTo
         * @description The series that a book belongs to.
         */
        OpdsBelongsTo: {
            series: components["schemas"]["OpdsSeries"][];
        };
        /**
         * OpdsBookMetadata
         * @description The metadata of a book.
         */
        OpdsBookMetadata: {
            "@type"?: string;
            altIdentifier?: string[];
            author?: components["schemas"]["OpdsPerson"][];
            belongsTo?: components["schemas"]["OpdsBelongsTo"];
            contributor?: components["schemas"]["OpdsPerson"][];
            description?: string;
            identifier?: string;
            language?: string[];
            modified?: string;
            published?: string;
            publisher?: string;
            rights?: string;
            subject?: components["schemas"]["OpdsSubject"][];
            subtitle?: string;
            title: string;
        };
        /**
         * OpdsFacet
         * @description A set of alternative filters.
         */
        OpdsFacet: {
            links: components["schemas"]["OpdsLink"][];
            metadata: components["schemas"]["OpdsTitle"];
        };
        /**
         * OpdsFeed
         * @description A feed of books or navigation links.
         */
        OpdsFeed: {
            facets?: components["schemas"]["OpdsFacet"][];
            groups?: components["schemas"]["OpdsGroup"][];
            links: components["schemas"]["OpdsLink"][];
            metadata: components["schemas"]["OpdsFeedMetadata"];
            navigation?: components["schemas"]["OpdsLink"][];
            publications?: components["schemas"]["OpdsPublication"][];
        };
        /**
         * OpdsFeedMetadata
         * @description The metadata of a feed, and which page of it this is.
         */
        OpdsFeedMetadata: {
            currentPage?: number;
            identifier?: string;
            itemsPerPage?: number;
            modified?: string;
            numberOfItems?: number;
            subtitle?: string;
            title: string;
        };
        /**
         * OpdsGroup
         * @description A group of a feed.
         */
        OpdsGroup: {
            links?: components["schemas"]["OpdsLink"][];
            metadata: components["schemas"]["OpdsTitle"];
            navigation?: components["schemas"]["OpdsLink"][];
            publications?: components["schemas"]["OpdsPublication"][];
        };
        /**
         * OpdsImage
         * @description An image of a book.
         */
        OpdsImage: {
            height?: number;
            href: string;
            rel?: string;
            type?: string;
            width?: number;
        };
        /**
         * OpdsLink
         * @description A link; a link to a file may have its size in bytes.
         */
        OpdsLink: {
            href: string;
            properties?: Record<string, never>;
            rel?: string | string[];
            size?: number;
            templated?: boolean;
            title?: string;
            type?: string;
        };
        /**
         * OpdsPerson
         * @description An author or contributor of a book.
         */
        OpdsPerson: {
            identifier?: string;
            name: string;
            sortAs?: string;
        };
        /**
         * OpdsPublication
         * @description A book: its metadata, the links to its files, and its images.
         */
        OpdsPublication: {
            images?: components["schemas"]["OpdsImage"][];
            links: components["schemas"]["OpdsLink"][];
            metadata: components["schemas"]["OpdsBookMetadata"];
        };
        /**
         * OpdsSeries
         * @description A series, and the position of a book in it.
         */
        OpdsSeries: {
            name: string;
            position?: number;
        };
        /**
         * OpdsSubject
         * @description A subject of a book.
         */
        OpdsSubject: {
            code?: string;
            name: string;
            scheme?: string;
        };
        /**
         * OpdsTitle
         * @description The title of a part of a feed.
         */
        OpdsTitle: {
            title: string;
        };
        /**
         * Option
         * @description One choice of a list.
         */
        Option: {
            childOf?: string;
            description?: string;
            disabledReason?: string;
            id?: string;
            isLocked?: boolean;
            label: string;
            value?: string;
        };
        /**
         * Pages
         * @description All tabs and groups.
         */
        Pages: {
            groups: components["schemas"]["Group"][];
            tabs: components["schemas"]["Tab"][];
        };
        /**
         * PriorityForm
         * @description The new priority of a queued book.
         */
        PriorityForm: {
            /** @description the lowest runs first */
            priority: number;
        };
        /**
         * PriorityUpdated
         * @description The priority of a queued book was changed.
         */
        PriorityUpdated: {
            book_id: string;
            priority: number;
            /**
             * @default updated
             * @enum {unknown}
             */
            status: "updated";
        };
        /**
         * Provider
         * @description One metadata provider.
         */
        Provider: {
            available: boolean;
            configured: boolean;
            display_name: string;
            name: string;
            requires_auth: boolean;
        };
        /**
         * Providers
         * @description All metadata providers, and the configured one.
         */
        Providers: {
            configured_provider: string | null;
            providers: components["schemas"]["Provider"][];
        };
        /**
         * QueueCleared
         * @description Finished entries were removed; their number.
         */
        QueueCleared: {
            removed_count: number;
            /**
             * @default cleared
             * @enum {unknown}
             */
            status: "cleared";
        };
        /**
         * QueuedBook
         * @description A book and its state after a change.
         */
        QueuedBook: {
            id: string;
            state: components["schemas"]["BookState"];
        };
        /**
         * QueuedEntry
         * @description One queued book.
         */
        QueuedEntry: {
            added_time: number;
            author: string;
            id: string;
            priority: number;
            status: string;
            title: string;
        };
        /**
         * QueueEntry
         * @description One book of the queue.
         */
        QueueEntry: {
            added_time: number;
            author: string;
            content_type: string;
            download_path: string | null;
            format: string | null;
            id: string;
            preview: string | null;
            priority: number;
            progress: number;
            size: string | null;
            source: string;
            source_display_name: string;
            status: string;
            status_message: string | null;
            title: string;
        };
        /**
         * QueueForm
         * @description The book to queue; with `force` it is delivered even if the library has the same file under another id.
         */
        QueueForm: {
            /** @default false */
            force: boolean;
            id: string;
        };
        /**
         * QueueMoved
         * @description The ids of the queued books in their new order.
         */
        QueueMoved: {
            order: string[];
        };
        /**
         * QueueOrder
         * @description The queued books in their order.
         */
        QueueOrder: {
            queue: components["schemas"]["QueuedEntry"][];
        };
        /**
         * QueueReordered
         * @description The priorities of queued books were changed; the number of changes.
         */
        QueueReordered: {
            /**
             * @default reordered
             * @enum {unknown}
             */
            status: "reordered";
            updated_count: number;
        };
        /**
         * QueueStatus
         * @description The whole queue by status name.
         */
        QueueStatus: {
            available: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            cancelled: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            complete: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            done: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            downloading: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            error: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            queued: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
            resolving: {
                [key: string]: components["schemas"]["QueueEntry"];
            };
        };
        /**
         * Release
         * @description One file of a book; its address never leaves the server.
         */
        Release: {
            content_type: string;
            /** @default null */
            download_url: null;
            extra: Record<string, never>;
            format: string | null;
            indexer: string;
            info_url: string | null;
            language: string | null;
            /** @default null */
            peers: null;
            /**
             * @default http
             * @enum {unknown}
             */
            protocol: "http";
            /** @default null */
            seeders: null;
            size: string | null;
            size_bytes: number | null;
            source: string;
            source_id: string;
            title: string;
        };
        /**
         * ReleaseDownload
         * @description A file to queue, and details of its book; values of a wrong type are ignored.
         */
        ReleaseDownload: {
            /**
             * @description several are separated by a comma and a space
             * @default
             */
            author: string;
            /** @default 0 */
            priority: number;
            /** @default null */
            series_name: string | null;
            /** @default null */
            series_position: number | null;
            source: string;
            source_id: string;
            /** @default null */
            subtitle: string | null;
            /** @default  */
            title: string;
            /** @default null */
            year: number | string | null;
        };
        /**
         * ReleaseResults
         * @description The files of a book, how they were searched for, and the sources that failed.
         */
        ReleaseResults: {
            book: components["schemas"]["Metadata"];
            column_config: components["schemas"]["ColumnConfig"];
            /** @default [] */
            errors: string[];
            releases: components["schemas"]["Release"][];
            search_info: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            sources_searched: string[];
        };
        /**
         * ReleaseSource
         * @description One source of files; while it asked for a pause, until when and why.
         */
        ReleaseSource: {
            display_name: string;
            enabled: boolean;
            /** @default null */
            held_until: string | null;
            /** @default null */
            message: string | null;
            name: string;
            supported_content_types: string[];
        };
        /**
         * ReorderForm
         * @description The new priorities of queued books by their ids.
         */
        ReorderForm: {
            book_priorities: {
                [key: string]: number;
            };
        };
        /**
         * Saved
         * @description The result of saving.
         */
        Saved: {
            message: string;
            /** @default false */
            requiresRestart: boolean;
            /** @default [] */
            restartRequiredFor: string[];
            success: boolean;
            /** @default [] */
            updated: string[];
        };
        /**
         * SavedSearch
         * @description A saved search, its numbers of found and queued works, the result of its last run, and its next run.
         */
        SavedSearch: {
            /** @default [] */
            author: string[];
            /** @default [] */
            content: string[];
            created_at: string | null;
            enabled: boolean;
            error: string | null;
            /** @default [] */
            format: string[];
            found: number;
            id: number;
            /** @default [] */
            isbn: string[];
            /** @default [] */
            lang: string[];
            most_per_run: number;
            name: string;
            next_run_at: string | null;
            owner: string;
            /** @default  */
            query: string;
            queue_matches: boolean;
            queued: number;
            ran_at: string | null;
            /** @default [] */
            title: string[];
        };
        /**
         * SavedSearchChange
         * @description Whether a search is enabled.
         */
        SavedSearchChange: {
            enabled: boolean;
        };
        /**
         * SavedSearchCreated
         * @description The id of a search that was saved.
         */
        SavedSearchCreated: {
            id: number;
            name: string;
        };
        /**
         * SavedSearches
         * @description All saved searches, and their shared limits.
         */
        SavedSearches: {
            daily: number;
            hours: number;
            searches: components["schemas"]["SavedSearch"][];
        };
        /**
         * SavedSearchForm
         * @description A search to save: its name, its query, and whether new books are queued.
         */
        SavedSearchForm: {
            /** @default [] */
            author: string[];
            /** @default [] */
            content: string[];
            /** @default [] */
            format: string[];
            /** @default [] */
            isbn: string[];
            /** @default [] */
            lang: string[];
            /** @default 5 */
            most_per_run: number;
            name: string;
            /** @default  */
            query: string;
            /** @default true */
            queue_matches: boolean;
            /** @default [] */
            title: string[];
        } | unknown | unknown | unknown | unknown;
        /**
         * SavedSearchRemoved
         * @description The id of a search that was removed.
         */
        SavedSearchRemoved: {
            removed: number;
        };
        /**
         * SavedSearchScheduled
         * @description The id of a search that runs as soon as a worker is free.
         */
        SavedSearchScheduled: {
            scheduled: number;
        };
        /**
         * SearchedSource
         * @description One source of a search; `retry_at` says when a failed one is asked again at the earliest.
         */
        SearchedSource: {
            display_name: string;
            found: number;
            left_out: string | null;
            name: string;
            reason: string | null;
            retry_at: string | null;
            /** @enum {unknown} */
            state: "complete" | "failed" | "searching";
        };
        /**
         * SearchFieldEntry
         * @description One further input of the metadata search.
         */
        SearchFieldEntry: {
            description: string;
            key: string;
            label: string;
            placeholder: string;
            type: string;
        };
        /**
         * SignInState
         * @description Whether the caller is signed in, and whether sign-in is required.
         */
        SignInState: {
            /** @enum {unknown} */
            auth_mode: "builtin" | "cwa" | "none" | "unknown";
            auth_required: boolean;
            authenticated: boolean;
            is_admin: boolean;
        };
        /**
         * SourceState
         * @description One source, and what is known about it.
         */
        SourceState: {
            display_name: string;
            failed_at: string | null;
            /** @description until when nothing is fetched from it */
            held_until: string | null;
            /** @description what its last results left out, and why */
            left_out: string | null;
            name: string;
            /** @description why it failed, is held or cannot be used */
            reason: string | null;
            /**
             * @description `unknown` until it has been asked for the first time
             * @enum {unknown}
             */
            state: "failed" | "held" | "needs_settings" | "ok" | "unknown";
            succeeded_at: string | null;
            /** @description queued books that are fetched from it */
            waiting: number;
        };
        /**
         * SourceStates
         * @description All sources in the order of preference.
         */
        SourceStates: {
            sources: components["schemas"]["SourceState"][];
        };
        /**
         * SourceTest
         * @description The result of a test, and the state of the source after it.
         */
        SourceTest: {
            message: string;
            source: components["schemas"]["SourceState"];
            success: boolean;
        };
        /**
         * Success
         * @description The request succeeded.
         */
        Success: {
            /** @default true */
            success: boolean;
        };
        /**
         * Tab
         * @description One tab.
         */
        Tab: {
            displayName: string;
            fields: components["schemas"]["Field"][];
            group: string | null;
            icon: string;
            name: string;
            order: number;
        };
        /**
         * Tested
         * @description The result of an action.
         */
        Tested: {
            message: string;
            success: boolean;
        };
        /**
         * WriteTest
         * @description The result of writing a file into the folder.
         */
        WriteTest: {
            checked_at: string;
            /** @description files that were delivered and are still there */
            delivered: number;
            folder: string;
            /** @description free space of its disk; null when it cannot be read */
            free_bytes: number | null;
            message: string;
            /** @description why books cannot be delivered, and what to do */
            problem: string | null;
            /** @enum {unknown} */
            state: "failed" | "ok";
            success: boolean;
            /** @description queued books that wait for the folder */
            waiting: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_api_auth_check: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInState"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description If sign-in is required: the session. */
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description An expired session cookie. */
                    "Set-Cookie": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Success"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The process has reached its limit of open event streams; Retry-After says when to try again. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The process has reached its limit of open event streams; Retry-After says when to try again."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_ingest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IngestState"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_ingest_test: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WriteTest"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_items_book_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookDetails"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_items_book_id_editions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Editions"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadQueue"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_queue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuedBook"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    delete_api_books_queue_book_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadCancelled"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_queue_book_id_move: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueMoved"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_queue_book_id_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueuedBook"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_queue_clear: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueCleared"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_saved_searches_search_id_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                search_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchScheduled"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_search: {
        parameters: {
            query?: {
                /** @description whether sources that failed a moment ago are asked again now */
                again?: boolean;
                author?: string[];
                content?: string[];
                format?: string[];
                isbn?: string[];
                lang?: string[];
                page?: number;
                query?: string;
                size?: number;
                sort?: string[];
                title?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["BookSearchPage"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_books_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceStates"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_books_sources_name_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceTest"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Config"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_covers_cover_id: {
        parameters: {
            query?: {
                url?: string;
                v?: string;
            };
            header?: never;
            path: {
                cover_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description The hash of the image. */
                    ETag: string;
                    /** @description HIT or MISS. */
                    "X-Cache": string;
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
                };
            };
            /** @description The client has the current image. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_debug: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description The name of the file. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_download: {
        parameters: {
            query: {
                /** @description whether the file is delivered even if the library has the same one under another id */
                force?: boolean;
                /** @description as a search shows it */
                id: string;
                /** @description the lowest runs first; 0 unless given */
                priority?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadQueued"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_download: {
        parameters: {
            query?: {
                /** @description whether the file is delivered even if the library has the same one under another id */
                force?: boolean;
                /** @description as a search shows it; in the body unless given here */
                id?: string;
                /** @description the lowest runs first; 0 unless given */
                priority?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DownloadForm"];
                "application/x-www-form-urlencoded": components["schemas"]["DownloadForm"];
                "multipart/form-data": components["schemas"]["DownloadForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadQueued"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    delete_api_download_book_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadCancelled"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_downloads_active: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActiveDownloads"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksHealth"];
                };
            };
            /** @description A check fails. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksHealth"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_info: {
        parameters: {
            query: {
                /** @description as a search shows it */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookRow"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_localdownload: {
        parameters: {
            query: {
                /** @description as a search shows it */
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description bytes */
                    "Accept-Ranges": string;
                    /** @description The file's name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/epub+zip": unknown;
                    "application/kepub+zip": unknown;
                    "application/octet-stream": unknown;
                    "application/pdf": unknown;
                    "application/rtf": unknown;
                    "application/vnd.amazon.ebook": unknown;
                    "application/vnd.comicbook-rar": unknown;
                    "application/vnd.comicbook+zip": unknown;
                    "application/vnd.rar": unknown;
                    "application/x-fictionbook+xml": unknown;
                    "application/x-mobipocket-ebook": unknown;
                    "application/zip": unknown;
                    "audio/mp4": unknown;
                    "audio/mpeg": unknown;
                    "image/vnd.djvu": unknown;
                    "text/html": unknown;
                    "text/plain": unknown;
                };
            };
            /** @description The requested ranges. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/epub+zip": unknown;
                    "application/kepub+zip": unknown;
                    "application/octet-stream": unknown;
                    "application/pdf": unknown;
                    "application/rtf": unknown;
                    "application/vnd.amazon.ebook": unknown;
                    "application/vnd.comicbook-rar": unknown;
                    "application/vnd.comicbook+zip": unknown;
                    "application/vnd.rar": unknown;
                    "application/x-fictionbook+xml": unknown;
                    "application/x-mobipocket-ebook": unknown;
                    "application/zip": unknown;
                    "audio/mp4": unknown;
                    "audio/mpeg": unknown;
                    "image/vnd.djvu": unknown;
                    "multipart/byteranges": unknown;
                    "text/html": unknown;
                    "text/plain": unknown;
                };
            };
            /** @description The Range header is invalid. The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested range does not exist. */
            416: {
                headers: {
                    /** @description The size of the file. */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_metadata_book_provider_provider_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider: string;
                provider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metadata"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_metadata_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Providers"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_metadata_search: {
        parameters: {
            query?: {
                content_type?: string;
                limit?: number;
                page?: number;
                /** @description required unless one of the provider's search fields is sent */
                query?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetadataResults"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The app cannot handle the request now. Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The app cannot handle the request now."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    put_api_queue_book_id_priority: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                book_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PriorityForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PriorityUpdated"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    delete_api_queue_clear: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueCleared"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_queue_order: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueOrder"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_queue_reorder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReorderForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueReordered"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_release_sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseSource"][];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_releases: {
        parameters: {
            query: {
                author?: string;
                book_id: string;
                content_type?: string;
                expand_search?: boolean;
                languages?: string;
                provider: string;
                /** @description one of /api/release-sources; all by default */
                source?: string;
                title?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleaseResults"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_releases_download: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseDownload"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DownloadQueued"];
                };
            };
            /** @description The request is invalid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_restart: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_saved_searches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearches"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_saved_searches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchCreated"];
                };
            };
            /** @description The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is invalid."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    delete_api_saved_searches_search_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                search_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchRemoved"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    patch_api_saved_searches_search_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                search_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedSearchChange"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedSearchChange"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request came from a page of another site."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_search: {
        parameters: {
            query?: {
                author?: string[];
                content?: string[];
                format?: string[];
                isbn?: string[];
                lang?: string[];
                query?: string;
                sort?: string[];
                title?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description If sources failed or left something out: their names and the reasons. */
                    "X-Search-Errors"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookRow"][];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Every source failed; the message starts with `Network restricted`, which pages look for. Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Every source failed; the message starts with `Network restricted`, which pages look for."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pages"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_settings_tab: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tab: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tab"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    put_api_settings_tab: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tab: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Saved"];
                };
            };
            /** @description A value is invalid. The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Saved"] | components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    post_api_settings_tab_action_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
                tab: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tested"];
                };
            };
            /** @description The action failed. The request is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tested"] | components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Only an administrator may do this. The request came from a page of another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only an administrator may do this."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_api_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueStatus"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_author: {
        parameters: {
            query?: {
                name?: string;
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_authors: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_books: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_covers_cover_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                cover_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": unknown;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_files_file_id_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file_id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    /** @description bytes */
                    "Accept-Ranges": string;
                    /** @description The file's name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/epub+zip": unknown;
                    "application/kepub+zip": unknown;
                    "application/octet-stream": unknown;
                    "application/pdf": unknown;
                    "application/rtf": unknown;
                    "application/vnd.amazon.ebook": unknown;
                    "application/vnd.comicbook-rar": unknown;
                    "application/vnd.comicbook+zip": unknown;
                    "application/vnd.rar": unknown;
                    "application/x-fictionbook+xml": unknown;
                    "application/x-mobipocket-ebook": unknown;
                    "application/zip": unknown;
                    "audio/mp4": unknown;
                    "audio/mpeg": unknown;
                    "image/vnd.djvu": unknown;
                    "text/html": unknown;
                    "text/plain": unknown;
                };
            };
            /** @description The requested ranges. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/epub+zip": unknown;
                    "application/kepub+zip": unknown;
                    "application/octet-stream": unknown;
                    "application/pdf": unknown;
                    "application/rtf": unknown;
                    "application/vnd.amazon.ebook": unknown;
                    "application/vnd.comicbook-rar": unknown;
                    "application/vnd.comicbook+zip": unknown;
                    "application/vnd.rar": unknown;
                    "application/x-fictionbook+xml": unknown;
                    "application/x-mobipocket-ebook": unknown;
                    "application/zip": unknown;
                    "audio/mp4": unknown;
                    "audio/mpeg": unknown;
                    "image/vnd.djvu": unknown;
                    "multipart/byteranges": unknown;
                    "text/html": unknown;
                    "text/plain": unknown;
                };
            };
            /** @description The Range header is invalid. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested resource does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested resource does not exist."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The requested range does not exist. */
            416: {
                headers: {
                    /** @description The size of the file. */
                    "Content-Range": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_new: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_one_series: {
        parameters: {
            query?: {
                name?: string;
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_search: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
                q?: string;
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_search_xml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opensearchdescription+xml": string;
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_series: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/atom+xml;profile=opds-catalog;kind=acquisition": string;
                    "application/atom+xml;profile=opds-catalog;kind=navigation": string;
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_author: {
        parameters: {
            query?: {
                name?: string;
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_authors: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_books: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_new: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_one_series: {
        parameters: {
            query?: {
                name?: string;
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_search: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
                q?: string;
                query?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
    get_opds_v2_series: {
        parameters: {
            query?: {
                /** @description The page of the list, from 1. */
                page?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/opds+json": components["schemas"]["OpdsFeed"];
                };
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description The caller is not signed in. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is not signed in."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in failed too often. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in failed too often."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
            /** @description Sign-in is configured but does not work; all callers are refused. SignInBroken as plain text, which older scripts expect. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Sign-in is configured but does not work; all callers are refused."
                     *     }
                     */
                    "application/json": components["schemas"]["BooksErrorBody"];
                    "text/plain": string;
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksErrorBody"];
                };
            };
        };
    };
}
