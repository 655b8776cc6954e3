// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
    "/add-to-wantlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a Discogs release to the owner's wantlist */
        post: operations["post_add_to_wantlist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ten best offers and ten random ones */
        get: operations["get_api_dashboard_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommender/listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers without a verdict: random, uncertain or diverse ones */
        get: operations["get_api_recommender_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommender/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The model in use, the scores of all recommenders, and the newest trainings */
        get: operations["get_api_recommender_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/covers/{release_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cover of a release, fetched from Discogs once */
        get: operations["get_api_records_covers_release_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/dig": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The next offers to judge, with match and reasons */
        get: operations["get_api_records_dig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/discogs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of the connection to Discogs; never the credentials */
        get: operations["get_api_records_discogs"];
        /** Store a personal access token, encrypted, unless Discogs refuses it */
        put: operations["put_api_records_discogs"];
        post?: never;
        /** Disconnect Discogs: the stored credentials are deleted */
        delete: operations["delete_api_records_discogs"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/discogs/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin an OAuth sign-in: the address where the owner agrees */
        post: operations["post_api_records_discogs_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/discogs/sign-in/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Finish an OAuth sign-in with the code of Discogs, and test the connection */
        post: operations["post_api_records_discogs_sign_in_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/discogs/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask Discogs whose credentials are in use; a failure is a state, with its reason */
        post: operations["post_api_records_discogs_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream of scrapes, trainings, picks, verdicts and release details */
        get: operations["get_api_records_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/export.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The offers that a search finds, as CSV */
        get: operations["get_api_records_export_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers that match every filter, a page at a time */
        get: operations["get_api_records_offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/offers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An offer with its copies, a price to compare, and reasons */
        get: operations["get_api_records_offers_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/offers/{id}/verdict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Keep or skip an offer */
        put: operations["put_api_records_offers_id_verdict"];
        post?: never;
        /** Undo the verdict on an offer */
        delete: operations["delete_api_records_offers_id_verdict"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/offers/choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The genres, styles, formats and grades of a search, with counts */
        get: operations["get_api_records_offers_choices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/picks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The history of records of the day with their votes */
        get: operations["get_api_records_picks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/saved-searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The saved searches */
        get: operations["get_api_records_saved_searches"];
        put?: never;
        /** Save a search with a price limit; offers that it finds are reported once */
        post: operations["post_api_records_saved_searches"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/saved-searches/{search_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A saved search */
        get: operations["get_api_records_saved_searches_search_id"];
        /** Change a saved search */
        put: operations["put_api_records_saved_searches_search_id"];
        post?: never;
        /** Remove a saved search */
        delete: operations["delete_api_records_saved_searches_search_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/saved-searches/{search_id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest offers that a saved search has found */
        get: operations["get_api_records_saved_searches_search_id_offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/sellers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sellers with their last scrape, those with the most wanted releases first */
        get: operations["get_api_records_sellers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/sellers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A seller with its scrapes and its offers of wanted releases */
        get: operations["get_api_records_sellers_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/sellers/{name}/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Scrape a seller by itself, every so many hours */
        put: operations["put_api_records_sellers_name_schedule"];
        post?: never;
        /** Scrape a seller on request only */
        delete: operations["delete_api_records_sellers_name_schedule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/sellers/{name}/scrape": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Request a scrape of a seller's new offers, or of all */
        post: operations["post_api_records_sellers_name_scrape"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers for charts, and how good the model is, with a confidence range */
        get: operations["get_api_records_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kept or skipped offers by seller, with totals */
        get: operations["get_api_records_verdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/wantlist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The wantlist, with the offers of each release */
        get: operations["get_api_records_wantlist"];
        put?: never;
        /** Add a release to the wantlist on Discogs */
        post: operations["post_api_records_wantlist"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/wantlist/{release_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a release from the wantlist on Discogs */
        delete: operations["delete_api_records_wantlist_release_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/wantlist/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of the synchronisation with Discogs */
        get: operations["get_api_records_wantlist_sync"];
        put?: never;
        /** Read the wantlist from Discogs again; a running synchronisation goes on */
        post: operations["post_api_records_wantlist_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/refresh-record-of-the-day": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pick another record for today */
        post: operations["post_api_refresh_record_of_the_day"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scraper/go/{seller}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Scrape a seller's new offers or all; short result */
        post: operations["post_api_scraper_go_seller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scraper/jobs/{seller}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Status of a seller's newest scrape */
        get: operations["get_api_scraper_jobs_seller"];
        put?: never;
        post?: never;
        /** Cancel a seller's scrape */
        delete: operations["delete_api_scraper_jobs_seller"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scraper/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is stored, and the use of the rate limit */
        get: operations["get_api_scraper_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scraper/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Test the connection to Discogs and the credentials */
        get: operations["get_api_scraper_test"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/autocomplete/condition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Media grades that contain a text, best first */
        get: operations["get_autocomplete_condition"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/autocomplete/genre": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Genres and styles that contain a text */
        get: operations["get_autocomplete_genre"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/autocomplete/seller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sellers whose name contains a text */
        get: operations["get_autocomplete_seller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/autocomplete/styles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Styles that contain a text */
        get: operations["get_autocomplete_styles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/by-seller/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A seller's offers, best score first */
        post: operations["post_by_seller_search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dashboard/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts and the record of the day */
        get: operations["get_dashboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/data/{seller}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Scrape a seller's new offers or all; whole result */
        post: operations["post_data_seller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/export-listings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Up to 5000 offers as CSV, newest first */
        get: operations["get_export_listings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the database and the scraper are ready */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/model-performance-stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The model's held-out accuracy and its trainings */
        get: operations["get_model_performance_stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/recommendation-predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The chance that each offer is a keeper */
        get: operations["get_recommendation_predictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records/seller/{seller}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The distinct records a seller offers, newest first */
        get: operations["get_records_seller_seller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Offers for sale that match every filter given, twenty a page */
        get: operations["get_search_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/submit-scoring-selections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store which of the shown offers are kept */
        post: operations["post_submit_scoring_selections"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tune-scoring": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ten random offers of a seller to judge the score by */
        post: operations["post_tune_scoring"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/vote-record-of-the-day/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Rate a record of the day, 1 to 5 twice */
        post: operations["post_vote_record_of_the_day_id"];
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
         * Accuracy
         * @description On how many test verdicts a model was right, and the 95 % confidence range of that share (Wilson).
         */
        Accuracy: {
            high: number;
            low: number;
            right: number;
            tested: number;
        };
        /**
         * Pattern
         * @description Something that the model has learnt, and for how many open offers it is a reason.
         */
        "alcove.apps.records.statistics.schemas.Pattern": {
            offers: number;
            text: string;
            /** @enum {unknown} */
            verdict: "kept" | "skipped";
        };
        /**
         * Totals
         * @description Offers for sale, and how many of them have a verdict.
         */
        "alcove.apps.records.statistics.schemas.Totals": {
            kept: number;
            offers: number;
            skipped: number;
        };
        /**
         * Band
         * @description Offers in a range or group, and how many of them are kept or skipped; `to` is None for the last price range.
         */
        Band: {
            kept: number;
            name: string;
            offers: number;
            skipped: number;
        };
        /**
         * Breakdown
         * @description The terms of the selection of a record of the day; empty without one.
         */
        Breakdown: {
            cluster_count?: number | null;
            entropy_measure?: number | null;
            entropy_term?: number | null;
            error?: string;
            free_energy?: number | null;
            model_score?: number | null;
            selection_method?: string;
            selection_probability?: number | null;
            system_temperature?: number | null;
            total_candidates?: number | null;
            utility_term?: number | null;
        };
        /**
         * Choice
         * @description A value of a filter, and how many offers it would find.
         */
        Choice: {
            count: number;
            value: string;
        };
        /**
         * CurrencyTotal
         * @description The sum of prices in one currency.
         */
        CurrencyTotal: {
            amount: string;
            currency: string;
        };
        /**
         * Dashboard
         * @description Counts of offers, the model's accuracy in percent, and today's pick.
         */
        Dashboard: {
            accuracy: number;
            breakdown: components["schemas"]["Breakdown"];
            num_listings: number;
            num_records: number;
            record_of_the_day: components["schemas"]["Listing"] | null;
            record_of_the_day_obj: components["schemas"]["Pick"] | null;
            unevaluated: number;
        };
        /**
         * DigBatch
         * @description The next offers to judge; `strategy` is the one in use, `needed` the verdicts that a first model needs.
         *
         *         `recent` are the newest verdicts, which can be undone.
         */
        DigBatch: {
            counts: components["schemas"]["VerdictCounts"];
            is_trained: boolean;
            needed: number;
            offers: components["schemas"]["OfferDetails"][];
            recent: components["schemas"]["JudgedOffer"][];
            /** @enum {unknown} */
            strategy: "hard" | "likely" | "random" | "varied";
        };
        /**
         * DiscogsConnection
         * @description Whether Discogs is connected, how, and what the last test found.
         *
         *         `locked` names the setting of the environment that has the credentials, so that a page cannot change them.
         */
        DiscogsConnection: {
            can_sign_in: boolean;
            checked_at: string | null;
            locked: string | null;
            reason: string | null;
            source: string | null;
            /** @enum {unknown} */
            state: "not_connected" | "ok" | "refused" | "unreachable" | "untested";
            username: string | null;
        };
        /**
         * DiscogsTestFailed
         * @description Why the connection to Discogs failed.
         */
        DiscogsTestFailed: {
            error: string;
            success: boolean;
        };
        /**
         * DiscogsToken
         * @description A personal access token.
         */
        DiscogsToken: {
            token: string;
        };
        /**
         * EvaluatedModel
         * @description A recommender evaluated on the owner's verdicts; without scores `error` says why.
         */
        EvaluatedModel: {
            error: string;
            name: string;
            scores: components["schemas"]["EvaluationScores"] | null;
            seconds: number;
            title: string;
        };
        /**
         * EvaluationScores
         * @description Scores on held-out verdicts, as fractions.
         */
        EvaluationScores: {
            accuracy: number;
            brier: number;
            /** @default 0 */
            brier_error: number;
            f1: number;
            log_loss: number;
            precision: number;
            precision_at_20: number;
            recall: number;
            /** @default 0 */
            recommended: number;
            /** @default 0 */
            recommended_kept: number;
            roc_auc: number;
        };
        /**
         * FoundOffer
         * @description An offer that a search has found, and when.
         */
        FoundOffer: {
            found_at: string;
            listing: components["schemas"]["Listing"];
        };
        /**
         * FoundOffers
         * @description The newest hundred offers that a search has found.
         */
        FoundOffers: {
            offers: components["schemas"]["FoundOffer"][];
        };
        /**
         * JudgeBatch
         * @description Offers to judge, and the strategy that chose them.
         */
        JudgeBatch: {
            listings: components["schemas"]["PredictedListing"][];
            /** @enum {unknown} */
            strategy: "diverse" | "random" | "uncertain";
            total_unevaluated: number;
        };
        /**
         * JudgedOffer
         * @description An offer with a verdict, when it was made, and whether its release is on the wantlist.
         */
        JudgedOffer: {
            artist: string;
            copies: number;
            for_sale: boolean;
            format: string;
            genres: string[];
            haves: number;
            id: number;
            judged_at: string | null;
            label: string;
            match: number | null;
            media: string;
            on_wantlist: boolean;
            original_currency: string | null;
            original_price: string | null;
            price: string | null;
            release_id: string;
            score: string;
            seller: string;
            sleeve: string;
            title: string;
            verdict: ("keep" | "skip") | null;
            wants: number;
            year: number | null;
        };
        /**
         * Listing
         * @description An offer: a copy of a record, its price in US dollars and its score.
         */
        Listing: {
            discogs_listing_id: number | null;
            evaluated: boolean;
            first_seen: string;
            id: number;
            kept: boolean;
            last_seen: string;
            listing_url: string | null;
            media_condition: string;
            original_currency: string | null;
            original_price: string | null;
            predicted_keeper: boolean;
            record: components["schemas"]["Record"];
            record_price: string;
            score: string;
            seller: components["schemas"]["Seller"];
            status: string;
        };
        /**
         * Message
         * @description What happened, for a person.
         */
        Message: {
            message: string;
        };
        /**
         * ModelPerformance
         * @description The model's held-out accuracy as a fraction, and its trainings, newest first.
         */
        ModelPerformance: {
            accuracy: number;
            sessions: components["schemas"]["TrainingSession"][];
            total_sessions: number;
        };
        /**
         * ModelStatistics
         * @description How good the model is; `is_reliable`: it is certainly better than always expecting the most frequent verdict.
         *
         *         `labels` and `keepers` are all verdicts, of which a model needs `needed`.
         */
        ModelStatistics: {
            accuracy: components["schemas"]["Accuracy"] | null;
            history: components["schemas"]["TrainingPoint"][];
            is_reliable: boolean;
            is_trained: boolean;
            keepers: number;
            labels: number;
            last_outcome: string | null;
            last_reason: string | null;
            majority: number;
            needed: number;
            patterns: components["schemas"]["alcove.apps.records.statistics.schemas.Pattern"][];
            recommender: string | null;
            rivals: components["schemas"]["Rival"][];
        };
        /**
         * OfferChoices
         * @description The values of filters that would find something; of grades, how many offers have it or a better one.
         */
        OfferChoices: {
            conditions: components["schemas"]["Choice"][];
            currencies: string[];
            formats: components["schemas"]["Choice"][];
            genres: components["schemas"]["Choice"][];
            sleeves: components["schemas"]["Choice"][];
            styles: components["schemas"]["Choice"][];
        };
        /**
         * OfferDetails
         * @description Everything about an offer; `reasons` say why it suits, `doubts` why it may not.
         */
        OfferDetails: {
            artist: string;
            catno: string | null;
            copies: number;
            cover: string;
            currency: string;
            discogs_url: string | null;
            doubts: string[];
            first_seen: string;
            for_sale: boolean;
            format: string;
            genres: string[];
            haves: number;
            id: number;
            judged_at: string | null;
            label: string;
            last_seen: string;
            match: number | null;
            media: string;
            on_wantlist: boolean;
            original_currency: string | null;
            original_price: string | null;
            others: components["schemas"]["OfferRow"][];
            price: string | null;
            reasons: string[];
            release_id: string;
            score: string;
            seller: string;
            sleeve: string;
            styles: string[];
            suggested: components["schemas"]["SuggestedPrice"] | null;
            title: string;
            verdict: ("keep" | "skip") | null;
            wants: number;
            year: number | null;
        };
        /**
         * OfferPage
         * @description Rows of a search: `total` is the number of offers, `releases` that of their releases.
         */
        OfferPage: {
            currency: string;
            next: string | null;
            releases: number;
            rows: components["schemas"]["OfferRow"][];
            total: number;
        };
        /**
         * OfferRow
         * @description An offer in a list; `price` is in the requested currency, null without an exchange rate.
         */
        OfferRow: {
            artist: string;
            copies: number;
            for_sale: boolean;
            format: string;
            genres: string[];
            haves: number;
            id: number;
            label: string;
            match: number | null;
            media: string;
            original_currency: string | null;
            original_price: string | null;
            price: string | null;
            release_id: string;
            score: string;
            seller: string;
            sleeve: string;
            title: string;
            verdict: ("keep" | "skip") | null;
            wants: number;
            year: number | null;
        };
        /**
         * OfferSearchForm
         * @description A search to save: the filters of the search over offers, and the highest price in a currency.
         */
        OfferSearchForm: {
            /**
             * @description such as EUR
             * @default USD
             */
            currency: string;
            /** @default {} */
            filters: {
                [key: string]: string | boolean | string[];
            };
            /**
             * @description in `currency`; without it any price
             * @default null
             */
            max_price: string | null;
            name: string;
            /**
             * @description whether found offers are notified
             * @default true
             */
            notify: boolean;
        };
        /**
         * OfferSearchRemoved
         * @description The id of a search that was removed.
         */
        OfferSearchRemoved: {
            removed: number;
        };
        /**
         * PastPick
         * @description A record of the day with its votes, and how it was selected.
         */
        PastPick: {
            average_desirability: number;
            average_novelty: number;
            breakdown: components["schemas"]["Breakdown"];
            created_at: string;
            date: string;
            desirability_votes: number[];
            for_sale: boolean;
            id: number;
            listing: components["schemas"]["Listing"];
            novelty_votes: number[];
        };
        /**
         * Pick
         * @description The record of a UTC day and its votes.
         */
        Pick: {
            average_desirability: number;
            average_novelty: number;
            cluster_count: number | null;
            created_at: string;
            date: string;
            desirability_votes: number[];
            entropy_measure: number | null;
            entropy_term: number | null;
            error?: string;
            free_energy: number | null;
            id: number;
            listing: components["schemas"]["Listing"];
            listing_id: number;
            model_score: number | null;
            novelty_votes: number[];
            selection_method: string;
            selection_probability: number | null;
            system_temperature: number | null;
            total_candidates: number | null;
            utility_term: number | null;
        };
        /**
         * Picks
         * @description A page of the history of picks, the newest first.
         */
        Picks: {
            page: number;
            page_size: number;
            picks: components["schemas"]["PastPick"][];
            total: number;
        };
        /**
         * PredictedListing
         * @description An offer, with the predicted chance that it is kept and the reasons where they are asked for.
         */
        PredictedListing: {
            discogs_listing_id: number | null;
            evaluated: boolean;
            first_seen: string;
            id: number;
            kept: boolean;
            last_seen: string;
            listing_url: string | null;
            media_condition: string;
            original_currency: string | null;
            original_price: string | null;
            predicted_keeper: boolean;
            probability?: number;
            reasons?: string[];
            record: components["schemas"]["Record"];
            record_price: string;
            score: string;
            seller: components["schemas"]["Seller"];
            status: string;
        };
        /**
         * Prediction
         * @description The chance, 0 to 1, that the owner keeps an offer.
         */
        Prediction: {
            id: number;
            prediction: boolean;
            probability: number;
            reasons: string[];
        };
        /**
         * RatesInUse
         * @description Where the exchange rates in use are from, the date of their table, and how old they are.
         */
        RatesInUse: {
            age_hours: number | null;
            fetched_at: string | null;
            name: string;
            published: string | null;
            source: string;
        };
        /**
         * Readiness
         * @description What is ready; `scraper` says when there are no credentials for Discogs.
         */
        Readiness: {
            database: string;
            scraper: string;
            status: string;
        };
        /**
         * Record
         * @description A release in the catalogue.
         */
        Record: {
            added: string;
            artist: string;
            catno: string | null;
            discogs_id: string;
            format: string;
            genres: string[];
            haves: number;
            id: number;
            label: string;
            styles: string[];
            suggested_price: string;
            title: string;
            wants: number;
            year: number | null;
        };
        /**
         * RecordsErrorBody
         * @description An answer that is not a success: words for a person, a stable code; where there are any, details and fields.
         */
        RecordsErrorBody: {
            code: string;
            details?: string;
            error: string;
            fields?: {
                [key: string]: string;
            };
        };
        /**
         * Rival
         * @description A recommender that was evaluated in the last training.
         */
        Rival: {
            error: string;
            high: number;
            is_used: boolean;
            low: number;
            name: string;
            right: number;
            tested: number;
            title: string;
        };
        /**
         * SavedOfferSearch
         * @description A saved search with the number of offers that it has found, and why its last run could not.
         */
        SavedOfferSearch: {
            created_at: string;
            currency: string;
            error: string | null;
            filters: {
                [key: string]: string | boolean | string[];
            };
            found: number;
            id: number;
            max_price: string | null;
            name: string;
            notify: boolean;
            owner: string;
            ran_at: string | null;
        };
        /**
         * SavedOfferSearches
         * @description All saved searches by name, and how many there may be.
         */
        SavedOfferSearches: {
            limit: number;
            searches: components["schemas"]["SavedOfferSearch"][];
        };
        /**
         * ScheduleForm
         * @description How often a seller is scraped by itself.
         */
        ScheduleForm: {
            every_hours: number;
            /**
             * @default new
             * @enum {unknown}
             */
            mode: "full" | "new";
        };
        /**
         * ScrapeForm
         * @description What of a seller is scraped: the newest offers until known ones, or all.
         */
        ScrapeForm: {
            /**
             * @default new
             * @enum {unknown}
             */
            mode: "full" | "new";
        };
        /**
         * ScrapeRequested
         * @description A scrape that was requested; `run` is None where the scraper service keeps it.
         */
        ScrapeRequested: {
            message: string;
            run: components["schemas"]["ScrapeStatus"] | null;
        };
        /**
         * ScrapeResult
         * @description What a scrape has done so far: `seen` = `total_records` + `skipped` + `failed`.
         *
         *         `total_records` is the sum of new, updated and unchanged ones, and `skipped` the sum of its reasons.
         */
        ScrapeResult: {
            complete: boolean | null;
            delisted: number;
            failed: number;
            job: string;
            message: string;
            new_records: number;
            pages: number;
            seen: number;
            skipped: number;
            skipped_because: components["schemas"]["SkipReasons"];
            success: boolean;
            total_records: number;
            unchanged_records: number;
            unpriced: number;
            updated_records: number;
            username: string;
        };
        /**
         * ScraperReply
         * @description The short form of a finished scrape.
         */
        ScraperReply: {
            message: string;
            new_records?: number;
            success: boolean;
            total_records?: number;
            username?: string;
        };
        /**
         * ScraperStats
         * @description What is stored, how much of the rate limit for Discogs is used, and which exchange rates are in use.
         */
        ScraperStats: {
            current_requests: number;
            current_sleep_time: string;
            rates: components["schemas"]["RatesInUse"] | null;
            total_listings: number;
            total_records: number;
            total_sellers: number;
        };
        /**
         * ScrapeStatus
         * @description The status of a scrape: `state` is queued, running, done, failed or cancelled.
         *
         *         `seen` is `kept` + `skipped` + `failed`, `kept` is `new` + `updated` + `unchanged`, and `skipped` is the sum of its
         *         reasons. A failed scrape with `retry_at` goes on by itself then.
         */
        ScrapeStatus: {
            attempts: number;
            complete: boolean | null;
            delisted: number;
            error: string | null;
            error_code: string | null;
            failed: number;
            finished_at: string | null;
            id: number;
            items: number | null;
            kept: number;
            mode: string;
            new: number;
            page: number;
            pages: number | null;
            requested_at: string;
            retry_at: string | null;
            seen: number;
            seller: string;
            skipped: number;
            skipped_because: components["schemas"]["SkipReasons"];
            started_at: string | null;
            state: string;
            stop_reason: string | null;
            unchanged: number;
            unpriced: number;
            updated: number;
            updated_at: string;
        };
        /**
         * SearchPage
         * @description One page of up to twenty matches; sorted by taste, each has its prediction.
         */
        SearchPage: {
            count: number;
            next: string | null;
            previous: string | null;
            results: components["schemas"]["PredictedListing"][];
        };
        /**
         * Seller
         * @description A seller.
         */
        Seller: {
            currency: string;
            id: number;
            name: string;
        };
        /**
         * SellerBody
         * @description The name of a seller.
         */
        SellerBody: {
            seller: string;
        };
        /**
         * SellerDetails
         * @description A seller with its newest fifty scrapes, and the cheapest hundred offers of wanted releases.
         */
        SellerDetails: {
            full_scrape_days: number;
            scrapes: components["schemas"]["ScrapeStatus"][];
            seller: components["schemas"]["SellerOverview"];
            wanted_offers: components["schemas"]["Listing"][];
        };
        /**
         * SellerGroup
         * @description A seller's judged offers; `totals` sums their original prices by currency, `total` those in one's own.
         */
        SellerGroup: {
            offers: components["schemas"]["JudgedOffer"][];
            seller: string;
            total: string | null;
            totals: components["schemas"]["CurrencyTotal"][];
        };
        /**
         * SellerOverview
         * @description A seller: its offers for sale, how many of them are kept or not judged, and how many wanted releases it offers.
         *
         *         `rank` orders sellers by wanted releases, then by offers.
         */
        SellerOverview: {
            currency: string;
            kept: number;
            last_full_at: string | null;
            last_scrape: components["schemas"]["ScrapeStatus"] | null;
            name: string;
            offers: number;
            rank: number;
            schedule: components["schemas"]["SellerSchedule"] | null;
            unjudged: number;
            wanted: number;
        };
        /**
         * Sellers
         * @description All sellers, the size of the wantlist, and the days after which all are read again at night; 0 is never.
         */
        Sellers: {
            full_scrape_days: number;
            sellers: components["schemas"]["SellerOverview"][];
            total: number;
            wants: number;
        };
        /**
         * SellerSchedule
         * @description How often a seller is scraped by itself, and when next.
         */
        SellerSchedule: {
            every_hours: number;
            /** @enum {unknown} */
            mode: "full" | "new";
            next_run_at: string;
        };
        /**
         * SignInAddress
         * @description The address at Discogs where the owner agrees.
         */
        SignInAddress: {
            authorize_url: string;
        };
        /**
         * SignInCode
         * @description The code that Discogs has shown, or returned with.
         */
        SignInCode: {
            verifier: string;
        };
        /**
         * SignInRequest
         * @description Where Discogs returns to after the agreement: an address of this server; without it Discogs shows a code.
         */
        SignInRequest: {
            /** @default  */
            callback: string;
        };
        /**
         * SkipReasons
         * @description Why offers are not kept: how many are not for sale, not LPs, in too poor a condition, not in demand, too dear.
         */
        SkipReasons: {
            /** @default 0 */
            condition: number;
            /** @default 0 */
            demand: number;
            /** @default 0 */
            format: number;
            /** @default 0 */
            price: number;
            /** @default 0 */
            status: number;
        };
        /**
         * Statistics
         * @description Numbers for charts, about offers for sale; prices are in US dollars.
         */
        Statistics: {
            conditions: components["schemas"]["Band"][];
            decades: components["schemas"]["Band"][];
            genres: components["schemas"]["Band"][];
            model: components["schemas"]["ModelStatistics"];
            prices: components["schemas"]["Band"][];
            totals: components["schemas"]["alcove.apps.records.statistics.schemas.Totals"];
            verdicts: components["schemas"]["VerdictsOfDay"][];
        };
        /**
         * StoredVerdict
         * @description An offer's verdict after a change, null without one.
         */
        StoredVerdict: {
            counts: components["schemas"]["VerdictCounts"];
            id: number;
            verdict: ("keep" | "skip") | null;
        };
        /**
         * SubmitResult
         * @description The number of verdicts stored.
         */
        SubmitResult: {
            success: boolean;
            training: string;
            updated: number;
        };
        /**
         * SuggestedPrice
         * @description A price to compare with, in the requested currency where there is a rate, and its source in words.
         */
        SuggestedPrice: {
            amount: string;
            currency: string;
            source: string;
        };
        /**
         * TasteModel
         * @description The model in use; `accuracy` is measured on held-out verdicts.
         */
        TasteModel: {
            accuracy: number;
            folds: number;
            id: number;
            keepers: number;
            labels: number;
            recommender: string;
            trained_at: string;
            version: string;
        };
        /**
         * TasteModels
         * @description The model in use, the scores of all recommenders, and the newest trainings.
         */
        TasteModels: {
            current: components["schemas"]["TasteModel"] | null;
            keepers: number;
            labels: number;
            needed: number;
            rivals: components["schemas"]["EvaluatedModel"][];
            trained: boolean;
            trainings: components["schemas"]["Training"][];
        };
        /**
         * Training
         * @description A training: a model was trained, or the old one was kept for a reason, or the training failed.
         */
        Training: {
            finished_at: string;
            id: number;
            keepers: number;
            labels: number;
            model_id: number | null;
            /** @enum {unknown} */
            outcome: "failed" | "kept" | "trained";
            reason: string;
            started_at: string;
        };
        /**
         * TrainingPoint
         * @description A training that gave a model.
         */
        TrainingPoint: {
            high: number;
            low: number;
            recommender: string;
            right: number;
            tested: number;
            trained_at: string;
        };
        /**
         * TrainingSession
         * @description A training with its held-out scores, as fractions.
         */
        TrainingSession: {
            accuracy: number;
            notes: string;
            num_samples: number;
            precision: number;
            session_date: string;
        };
        /**
         * VerdictBody
         * @description The verdict on an offer.
         */
        VerdictBody: {
            /** @enum {unknown} */
            verdict: "keep" | "skip";
        };
        /**
         * VerdictCounts
         * @description How many offers are kept, skipped, and for sale without a verdict.
         */
        VerdictCounts: {
            kept: number;
            skipped: number;
            unjudged: number;
        };
        /**
         * VerdictForm
         * @description The offers that were shown, and those to keep.
         */
        VerdictForm: {
            /** @default [] */
            keeper_ids: (string | number)[];
            /** @default [] */
            listing_ids: (string | number)[];
        };
        /**
         * VerdictList
         * @description Judged offers by seller, the newest verdict first; of more than `limit` only the newest.
         */
        VerdictList: {
            counts: components["schemas"]["VerdictCounts"];
            currency: string;
            groups: components["schemas"]["SellerGroup"][];
        };
        /**
         * VerdictsOfDay
         * @description The verdicts of a UTC day.
         */
        VerdictsOfDay: {
            day: string;
            kept: number;
            skipped: number;
        };
        /**
         * VoteForm
         * @description Two ratings from 1 to 5, decimals allowed.
         */
        VoteForm: {
            desirability: number | string;
            novelty: number | string;
        };
        /**
         * WantEntry
         * @description A wanted release, the number of its offers, and the cheapest twenty of them.
         */
        WantEntry: {
            added_at: string;
            artist: string;
            format: string;
            label: string;
            offer_count: number;
            offers: components["schemas"]["Listing"][];
            release_id: number;
            title: string;
            year: number | null;
        };
        /**
         * WantForm
         * @description The release to add.
         */
        WantForm: {
            release_id: number;
        };
        /**
         * Wantlist
         * @description A page of the wantlist, offered releases first; `offered` is how many of all somebody offers.
         */
        Wantlist: {
            offered: number;
            page: number;
            page_size: number;
            total: number;
            wants: components["schemas"]["WantEntry"][];
        };
        /**
         * WantlistForm
         * @description The Discogs release to add to the wantlist, or an offer of it.
         */
        WantlistForm: {
            /** @default  */
            listing_id: number | string;
            /** @default  */
            record_id: number | string;
        } | unknown | unknown;
        /**
         * WantlistSync
         * @description The state of the synchronisation with Discogs; a failed one with `retry_at` goes on by itself then.
         */
        WantlistSync: {
            error: string | null;
            error_code: string | null;
            finished_at: string | null;
            items: number | null;
            page: number;
            pages: number | null;
            requested_at: string | null;
            retry_at: string | null;
            /** @enum {unknown} */
            state: "done" | "failed" | "never" | "queued" | "running";
            username: string | null;
            wants: number;
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
    post_add_to_wantlist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WantlistForm"];
                "application/x-www-form-urlencoded": components["schemas"]["WantlistForm"];
                "multipart/form-data": components["schemas"]["WantlistForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs has no such release. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs has no such release.",
                     *       "code": "release_unknown"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_dashboard_listings: {
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
                    "application/json": components["schemas"]["Listing"][];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_recommender_listings: {
        parameters: {
            query?: {
                limit?: number;
                /** @description random, uncertain (chances near 0.5) or diverse (the most informative ones) */
                strategy?: "random" | "uncertain" | "diverse";
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
                    "application/json": components["schemas"]["JudgeBatch"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_recommender_models: {
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
                    "application/json": components["schemas"]["TasteModels"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_covers_release_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release_id: string;
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
            /** @description The release has no cover, or it cannot be fetched now. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The client has the current image. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_dig: {
        parameters: {
            query?: {
                /** @description the currency of prices */
                currency?: string;
                /** @description 1 to 20 offers */
                limit?: number;
                /** @description only this seller's offers */
                seller?: string;
                /** @description varied, hard, random or likely */
                strategy?: string;
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
                    "application/json": components["schemas"]["DigBatch"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_discogs: {
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
                    "application/json": components["schemas"]["DiscogsConnection"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    put_api_records_discogs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscogsToken"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscogsConnection"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
                     *       "code": "vault_error"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_records_discogs: {
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
                    "application/json": components["schemas"]["DiscogsConnection"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_discogs_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInRequest"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAddress"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_discogs_sign_in_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInCode"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscogsConnection"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_discogs_test: {
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
                    "application/json": components["schemas"]["DiscogsConnection"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. The configured service is unavailable or returned an invalid response. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_events: {
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
            /** @description The process has reached its limit of open event streams; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The process has reached its limit of open event streams; Retry-After says when to try again.",
                     *       "code": "too_many_streams"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_export_csv: {
        parameters: {
            query?: {
                /** @description the worst grade of the media, however written */
                condition?: string;
                /** @description the currency of prices, such as EUR */
                currency?: string;
                /** @description words of the format, one of which the record has */
                format?: string[];
                /** @description genres, one of which the record has */
                genre?: string[];
                /** @description in `currency` */
                max_price?: string;
                max_year?: string;
                /** @description in `currency` */
                min_price?: string;
                min_wants?: string;
                min_year?: string;
                /** @description words in artist, title, label or numbers */
                q?: string;
                /** @description the Discogs id of the release */
                release?: string;
                /** @description the seller's name */
                seller?: string;
                /** @description the worst grade of the sleeve, however written */
                sleeve?: string;
                /** @description match, score, price_asc, price_desc, year_asc, year_desc, wants, condition or newest */
                sort?: string;
                /** @description styles, one of which the record has */
                style?: string[];
                /** @description only offers without a verdict */
                unjudged?: boolean;
                /** @description keep or skip: offers with it, also sold ones */
                verdict?: string;
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
                    /** @description The file name for the browser. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Filters cannot be used; `fields` has a message for each of them. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Filters cannot be used; `fields` has a message for each of them.",
                     *       "code": "invalid_filters",
                     *       "fields": {}
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_offers: {
        parameters: {
            query?: {
                /** @description `next` of the page before */
                after?: string;
                /** @description the worst grade of the media, however written */
                condition?: string;
                /** @description the currency of prices, such as EUR */
                currency?: string;
                /** @description words of the format, one of which the record has */
                format?: string[];
                /** @description genres, one of which the record has */
                genre?: string[];
                /** @description one row per release, its first copy */
                group?: boolean;
                /** @description 1 to 200 rows */
                limit?: number;
                /** @description in `currency` */
                max_price?: string;
                max_year?: string;
                /** @description in `currency` */
                min_price?: string;
                min_wants?: string;
                min_year?: string;
                /** @description words in artist, title, label or numbers */
                q?: string;
                /** @description the Discogs id of the release */
                release?: string;
                /** @description the seller's name */
                seller?: string;
                /** @description the worst grade of the sleeve, however written */
                sleeve?: string;
                /** @description match, score, price_asc, price_desc, year_asc, year_desc, wants, condition or newest */
                sort?: string;
                /** @description styles, one of which the record has */
                style?: string[];
                /** @description only offers without a verdict */
                unjudged?: boolean;
                /** @description keep or skip: offers with it, also sold ones */
                verdict?: string;
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
                    "application/json": components["schemas"]["OfferPage"];
                };
            };
            /** @description The request cannot be understood. Filters cannot be used; `fields` has a message for each of them. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_offers_id: {
        parameters: {
            query?: {
                /** @description such as EUR; US dollars by default */
                currency?: string;
            };
            header?: never;
            path: {
                id: string;
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
                    "application/json": components["schemas"]["OfferDetails"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    put_api_records_offers_id_verdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerdictBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredVerdict"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_records_offers_id_verdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
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
                    "application/json": components["schemas"]["StoredVerdict"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_offers_choices: {
        parameters: {
            query?: {
                /** @description the worst grade of the media, however written */
                condition?: string;
                /** @description the currency of prices, such as EUR */
                currency?: string;
                /** @description words of the format, one of which the record has */
                format?: string[];
                /** @description genres, one of which the record has */
                genre?: string[];
                /** @description in `currency` */
                max_price?: string;
                max_year?: string;
                /** @description in `currency` */
                min_price?: string;
                min_wants?: string;
                min_year?: string;
                /** @description words in artist, title, label or numbers */
                q?: string;
                /** @description the Discogs id of the release */
                release?: string;
                /** @description the seller's name */
                seller?: string;
                /** @description the worst grade of the sleeve, however written */
                sleeve?: string;
                /** @description match, score, price_asc, price_desc, year_asc, year_desc, wants, condition or newest */
                sort?: string;
                /** @description styles, one of which the record has */
                style?: string[];
                /** @description only offers without a verdict */
                unjudged?: boolean;
                /** @description keep or skip: offers with it, also sold ones */
                verdict?: string;
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
                    "application/json": components["schemas"]["OfferChoices"];
                };
            };
            /** @description Filters cannot be used; `fields` has a message for each of them. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Filters cannot be used; `fields` has a message for each of them.",
                     *       "code": "invalid_filters",
                     *       "fields": {}
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_picks: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["Picks"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_saved_searches: {
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
                    "application/json": components["schemas"]["SavedOfferSearches"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_saved_searches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfferSearchForm"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedOfferSearch"];
                };
            };
            /** @description The request cannot be understood. Filters cannot be used; `fields` has a message for each of them. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_saved_searches_search_id: {
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
                    "application/json": components["schemas"]["SavedOfferSearch"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    put_api_records_saved_searches_search_id: {
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
                "application/json": components["schemas"]["OfferSearchForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedOfferSearch"];
                };
            };
            /** @description The request cannot be understood. Filters cannot be used; `fields` has a message for each of them. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The request conflicts with the current state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request conflicts with the current state.",
                     *       "code": "conflict"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_records_saved_searches_search_id: {
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
                    "application/json": components["schemas"]["OfferSearchRemoved"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_saved_searches_search_id_offers: {
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
                    "application/json": components["schemas"]["FoundOffers"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_sellers: {
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
                    "application/json": components["schemas"]["Sellers"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_sellers_name: {
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
                    "application/json": components["schemas"]["SellerDetails"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    put_api_records_sellers_name_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SellerDetails"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_records_sellers_name_schedule: {
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
                    "application/json": components["schemas"]["SellerDetails"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_sellers_name_scrape: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScrapeForm"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScrapeRequested"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs has no such seller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs has no such seller.",
                     *       "code": "seller_unknown"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description This seller is being scraped already. The scrape was cancelled while the caller waited. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "This seller is being scraped already.",
                     *       "code": "scrape_running"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. The configured service is unavailable or returned an invalid response. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_statistics: {
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
                    "application/json": components["schemas"]["Statistics"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_verdicts: {
        parameters: {
            query?: {
                /** @description the currency of prices */
                currency?: string;
                /** @description 1 to 1000 offers */
                limit?: number;
                /** @description keep or skip */
                verdict?: string;
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
                    "application/json": components["schemas"]["VerdictList"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_wantlist: {
        parameters: {
            query?: {
                /** @description 1 for releases that somebody offers only */
                offered?: string;
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
                    "application/json": components["schemas"]["Wantlist"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_wantlist: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WantForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs has no such release. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs has no such release.",
                     *       "code": "release_unknown"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_records_wantlist_release_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                release_id: string;
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
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_records_wantlist_sync: {
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
                    "application/json": components["schemas"]["WantlistSync"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_records_wantlist_sync: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WantlistSync"];
                };
            };
            /** @description There are no credentials for Discogs. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_refresh_record_of_the_day: {
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
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description No offer can be picked. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No offer can be picked.",
                     *       "code": "no_candidate"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_api_scraper_go_seller: {
        parameters: {
            query?: {
                /** @description `new` reads the newest offers until known ones; `full` reads all, so that sold ones leave */
                mode?: "full" | "new";
            };
            header?: never;
            path: {
                seller: string;
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
                    "application/json": components["schemas"]["ScraperReply"];
                };
            };
            /** @description The scrape has not ended within SCRAPE_RESPONSE_BUDGET_S; it goes on. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScraperReply"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs has no such seller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs has no such seller.",
                     *       "code": "seller_unknown"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description This seller is being scraped already. The scrape was cancelled while the caller waited. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "This seller is being scraped already.",
                     *       "code": "scrape_running"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. The configured service is unavailable or returned an invalid response. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_scraper_jobs_seller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                seller: string;
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
                    "application/json": components["schemas"]["ScrapeStatus"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    delete_api_scraper_jobs_seller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                seller: string;
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
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_scraper_stats: {
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
                    "application/json": components["schemas"]["ScraperStats"];
                };
            };
            /** @description There are no credentials for Discogs. The configured service is unavailable or returned an invalid response. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_api_scraper_test: {
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
                    "application/json": components["schemas"]["ScraperReply"];
                };
            };
            /** @description Discogs cannot be reached or refuses the credentials. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscogsTestFailed"];
                };
            };
            /** @description There are no credentials for Discogs. The configured service is unavailable or returned an invalid response. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_autocomplete_condition: {
        parameters: {
            query?: {
                term?: string;
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
                    "application/json": string[];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_autocomplete_genre: {
        parameters: {
            query?: {
                term?: string;
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
                    "application/json": string[];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_autocomplete_seller: {
        parameters: {
            query?: {
                term?: string;
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
                    "application/json": string[];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_autocomplete_styles: {
        parameters: {
            query?: {
                term?: string;
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
                    "application/json": string[];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_by_seller_search: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellerBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"][];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_dashboard: {
        parameters: {
            query?: {
                /** @description 1 replaces today's record; other values have no effect */
                force_refresh?: string;
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
                    "application/json": components["schemas"]["Dashboard"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_data_seller: {
        parameters: {
            query?: {
                /** @description `new` reads the newest offers until known ones; `full` reads all, so that sold ones leave */
                mode?: "full" | "new";
            };
            header?: never;
            path: {
                seller: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScrapeResult"];
                };
            };
            /** @description The scrape has not ended within SCRAPE_RESPONSE_BUDGET_S; it goes on. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScrapeResult"];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs has no such seller. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs has no such seller.",
                     *       "code": "seller_unknown"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description This seller is being scraped already. The scrape was cancelled while the caller waited. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "This seller is being scraped already.",
                     *       "code": "scrape_running"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Discogs cannot be reached or does not answer as it should. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Discogs cannot be reached or does not answer as it should.",
                     *       "code": "upstream_failed"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description There are no credentials for Discogs. Discogs does not accept the credentials. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "There are no credentials for Discogs.",
                     *       "code": "credentials_missing"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_export_listings: {
        parameters: {
            query?: {
                /** @description 1 for a byte order mark at the start, which spreadsheets need */
                bom?: string;
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
                    /** @description The file name for the browser. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_health: {
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
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            /** @description The database does not respond or is starting; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The database does not respond or is starting; Retry-After says when to try again.",
                     *       "code": "database_unavailable"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_model_performance_stats: {
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
                    "application/json": components["schemas"]["ModelPerformance"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_recommendation_predictions: {
        parameters: {
            query?: {
                listing_ids?: number[];
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
                    "application/json": components["schemas"]["Prediction"][];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_records_seller_seller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                seller: string;
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
                    "application/json": components["schemas"]["Record"][];
                };
            };
            /** @description No seller can have this name. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "No seller can have this name.",
                     *       "code": "invalid_seller"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    get_search_results: {
        parameters: {
            query?: {
                /** @description the media grade in full */
                condition?: string;
                /** @description part of a genre or a style */
                genre_style?: string;
                /** @description US dollars */
                max_price?: string;
                max_year?: number;
                /** @description US dollars */
                min_price?: string;
                min_year?: number;
                page?: number;
                /** @description words in artist, title or label */
                q?: string;
                /** @description part of the seller's name */
                seller?: string;
                /** @description score_desc, taste_desc, price_asc, price_desc, year_asc or year_desc */
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
                    "application/json": components["schemas"]["SearchPage"];
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
                     *       "error": "The request is malformed.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_submit_scoring_selections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["VerdictForm"];
                "application/x-www-form-urlencoded": components["schemas"]["VerdictForm"];
                "multipart/form-data": components["schemas"]["VerdictForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubmitResult"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_tune_scoring: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SellerBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Listing"][];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
    post_vote_record_of_the_day_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoteForm"];
                "application/x-www-form-urlencoded": components["schemas"]["VoteForm"];
                "multipart/form-data": components["schemas"]["VoteForm"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            /** @description The request cannot be understood. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The request cannot be understood.",
                     *       "code": "invalid_request"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description The requested object is not stored. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The requested object is not stored.",
                     *       "code": "not_found"
                     *     }
                     */
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordsErrorBody"];
                };
            };
        };
    };
}
