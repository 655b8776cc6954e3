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
    "/api/records/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream of scrapes, trainings, picks and release details */
        get: operations["get_api_records_events"];
        put?: never;
        post?: never;
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
         * DiscogsTestFailed
         * @description Why the connection to Discogs failed.
         */
        DiscogsTestFailed: {
            error: string;
            success: boolean;
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
         * @description An answer that is not a success: words for a person, a stable code, and details where there are any.
         */
        RecordsErrorBody: {
            code: string;
            details?: string;
            error: string;
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
         * SubmitResult
         * @description The number of verdicts stored.
         */
        SubmitResult: {
            success: boolean;
            training: string;
            updated: number;
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
         * VoteForm
         * @description Two ratings from 1 to 5, decimals allowed.
         */
        VoteForm: {
            desirability: number | string;
            novelty: number | string;
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
