// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
    "/api/ai/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the tutor; the answer is JSON, or a stream of events */
        post: operations["post_api_ai_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/chat/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A question with its answer so far */
        get: operations["get_api_ai_chat_id"];
        put?: never;
        post?: never;
        /** Stop an answer, and keep what there is of it */
        delete: operations["delete_api_ai_chat_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/chat/{id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an answer, and keep what there is of it */
        post: operations["post_api_ai_chat_id_stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/chat/{id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The answer from a position on (Last-Event-ID, `after`), and what is added until its end */
        get: operations["get_api_ai_chat_id_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The AI providers, and why one cannot be called; none is called for this */
        get: operations["get_api_ai_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that belongs to the account, without secrets */
        get: operations["get_api_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/materials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The materials of the account, the newest first */
        get: operations["get_api_materials"];
        put?: never;
        /** Add a material: a text as JSON, or a form with a `file` and perhaps a `title` and a `subject_id` */
        post: operations["post_api_materials"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/materials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A material, and whether it can be searched yet */
        get: operations["get_api_materials_id"];
        put?: never;
        post?: never;
        /** Delete a material with its passages and its file */
        delete: operations["delete_api_materials_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/me/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether and when the account is going to be deleted */
        get: operations["get_api_users_me_deletion"];
        put?: never;
        /** End all sessions, and delete the account after the grace period */
        post: operations["post_api_users_me_deletion"];
        /** Take the deletion back, and keep the account */
        delete: operations["delete_api_users_me_deletion"];
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
         * AddedBody
         * @description The material that was added.
         */
        AddedBody: {
            /** Format: uuid */
            id: string;
            state: components["schemas"]["MaterialState"];
        };
        /**
         * AnswerBody
         * @description A question with its answer so far; `position` is the length of `content` in characters.
         */
        AnswerBody: {
            content: string;
            created_at: string;
            ended_at: string | null;
            /** @default null */
            error: components["schemas"]["AnswerError"] | null;
            id: string;
            /** @default null */
            metadata: Record<string, never> | null;
            position: number;
            /** @default null */
            quality: Record<string, never> | null;
            question: string;
            session_id: string | null;
            state: components["schemas"]["AnswerState"];
            /** @default null */
            usage: Record<string, never> | null;
        };
        /**
         * AnswerError
         * @description Why an answer is not complete.
         */
        AnswerError: {
            code: string;
            message: string;
        };
        /**
         * AnswerState
         * @description How far an answer is.
         * @enum {unknown}
         */
        AnswerState: "complete" | "failed" | "incomplete" | "running" | "stopped";
        /**
         * ChatAnswer
         * @description An answer.
         */
        ChatAnswer: {
            content: string;
            id: string;
            metadata: components["schemas"]["ChatMetadata"];
            model: string;
            provider: string;
            usage: components["schemas"]["ChatUsage"];
        };
        /**
         * ChatCitation
         * @description A verbatim quote of a passage.
         */
        ChatCitation: {
            /** Format: uuid */
            chunk_id: string;
            /** Format: uuid */
            material_id: string;
            /** @default null */
            page: number | null;
            quote: string;
            title: string;
        };
        /**
         * ChatMetadata
         * @description Who has answered, and from what.
         */
        ChatMetadata: {
            actual_provider: string;
            answered: boolean;
            attempts: Record<string, never>[];
            cached: boolean;
            citations: components["schemas"]["ChatCitation"][];
            closest: components["schemas"]["ChatCitation"][];
            finish_reason: string;
            reason: string | null;
            request_id: string;
            requested_provider: string | null;
        };
        /**
         * ChatUsage
         * @description Tokens and cost of an answer; `estimated` when the provider has not counted them.
         */
        ChatUsage: {
            completion_tokens: number;
            cost_usd: number | null;
            estimated: boolean;
            prompt_tokens: number;
            total_tokens: number;
        };
        /**
         * DeletionBody
         * @description The confirmation of a deletion; no password is needed in a session that began in the last ten minutes.
         */
        DeletionBody: {
            /** @default  */
            password: string;
        };
        /**
         * DeletionState
         * @description Whether the account is going to be deleted; until `due_at` it can be used, and the deletion taken back.
         */
        DeletionState: {
            /** @default null */
            due_at: string | null;
            /** @default null */
            requested_at: string | null;
            scheduled: boolean;
        };
        /**
         * ExportBody
         * @description Everything that belongs to an account; `data` has the rows of each table.
         */
        ExportBody: {
            api_tokens: Record<string, never>[];
            audit_log: Record<string, never>[];
            data: {
                [key: string]: Record<string, never>[];
            };
            exported_at: string;
            files: components["schemas"]["ExportedFile"][];
            format: number;
            roles: Record<string, never>[];
            sessions: Record<string, never>[];
            user: Record<string, never>;
        };
        /**
         * ExportedFile
         * @description A stored file of the account; its content comes from the storage API, or from `alcove study export`.
         *
         *         `size` and `sha256` are null when they are not known, as of a file of another system.
         */
        ExportedFile: {
            bucket: string;
            created_at: string | null;
            last_accessed_at: string | null;
            mimetype: string | null;
            name: string;
            sha256: string | null;
            size: number | null;
            updated_at: string | null;
            user_metadata: Record<string, never> | null;
        };
        /**
         * MaterialBody
         * @description A material; `progress` is in per cent while it is queued or worked on, `reason` says why it failed.
         */
        MaterialBody: {
            /** @default null */
            chunks: number | null;
            created_at: string;
            /** Format: uuid */
            id: string;
            /** @default null */
            media_type: string | null;
            /** @default null */
            pages: number | null;
            /** @default null */
            progress: number | null;
            /** @default null */
            reason: string | null;
            /** @default null */
            size: number | null;
            state: components["schemas"]["MaterialState"];
            /** @default null */
            subject_id: string | null;
            title: string;
            updated_at: string;
        };
        /**
         * MaterialListBody
         * @description A page of materials, the newest first; `total` counts all of them.
         */
        MaterialListBody: {
            limit: number;
            materials: components["schemas"]["MaterialBody"][];
            offset: number;
            total: number;
        };
        /**
         * MaterialState
         * @description How far the passages of a material are.
         * @enum {unknown}
         */
        MaterialState: "failed" | "queued" | "ready" | "working";
        /**
         * NativeErrorBody
         * @description An error response; `code` is stable, `message` is for people, `fields` says what is wrong with which field.
         */
        NativeErrorBody: {
            code: string;
            /** @default null */
            details: string | null;
            /** @default null */
            fields: {
                [key: string]: string;
            } | null;
            message: string;
            request_id: string;
        };
        /**
         * ProviderBody
         * @description A provider: its models, and whether it can be called now; `until` is when to look again.
         */
        ProviderBody: {
            available: boolean;
            models: string[];
            name: string;
            /** @enum {unknown} */
            reason: "cooling" | "disabled" | "no_key" | "ok" | "open";
            until: string | null;
        };
        /**
         * ProviderList
         * @description All providers, in an order that does not change.
         */
        ProviderList: {
            providers: components["schemas"]["ProviderBody"][];
        };
        /**
         * StopBody
         * @description Whether the answer was running, and its state now.
         */
        StopBody: {
            id: string;
            state: components["schemas"]["AnswerState"];
            stopped: boolean;
        };
        /**
         * TextBody
         * @description A material that is a text; the title is at most 500 characters long.
         */
        TextBody: {
            /** @default null */
            subject_id: string | null;
            text: string;
            title: string;
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
    post_api_ai_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    /** @description The id of the answer, with which it can be read again. */
                    "X-Answer-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatAnswer"];
                    "text/event-stream": components["schemas"]["ChatAnswer"];
                };
            };
            /** @description Fields of the body are wrong; `fields` has the reason of each. A rule forbids the question or the answer; the message is the owner's. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "Fields of the body are wrong; `fields` has the reason of each.",
                     *       "request_id": "0123456789abcdef",
                     *       "fields": {}
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no such chat, or it belongs to another account. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such chat, or it belongs to another account.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There were too many requests; Retry-After says when the next one is allowed. The budget is spent; Retry-After says when it renews, at most a day. The account has as many running answers as it may have; Retry-After says when to try again. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RATE_LIMIT",
                     *       "message": "There were too many requests; Retry-After says when the next one is allowed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description All providers that could be asked have failed. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AI_PROVIDER_ERROR",
                     *       "message": "All providers that could be asked have failed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The limit of questions cannot be checked now; Retry-After says when to try again. No AI provider is configured. The process makes as many answers as it can; Retry-After says when to try again. The answer ended before it was complete, and no provider is to blame; Retry-After says when to ask again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "LIMIT_UNKNOWN",
                     *       "message": "The limit of questions cannot be checked now; Retry-After says when to try again.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_ai_chat_id: {
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
                    "application/json": components["schemas"]["AnswerBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no such answer, or it belongs to another account. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such answer, or it belongs to another account.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    delete_api_ai_chat_id: {
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
                    "application/json": components["schemas"]["StopBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no such answer, or it belongs to another account. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such answer, or it belongs to another account.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    post_api_ai_chat_id_stop: {
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
                    "application/json": components["schemas"]["StopBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no such answer, or it belongs to another account. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such answer, or it belongs to another account.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_ai_chat_id_stream: {
        parameters: {
            query?: {
                /** @description Characters of the answer that the reader has. */
                after?: number;
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
                    /** @description The id of the answer. */
                    "X-Answer-Id": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no such answer, or it belongs to another account. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such answer, or it belongs to another account.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_ai_providers: {
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
                    "application/json": components["schemas"]["ProviderList"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_export: {
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There were too many requests; Retry-After says when the next one is allowed. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RATE_LIMIT",
                     *       "message": "There were too many requests; Retry-After says when the next one is allowed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_materials: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                state?: string;
                subject_id?: string;
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
                    "application/json": components["schemas"]["MaterialListBody"];
                };
            };
            /** @description Fields of the body are wrong; `fields` has the reason of each. The request is malformed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "Fields of the body are wrong; `fields` has the reason of each.",
                     *       "request_id": "0123456789abcdef",
                     *       "fields": {}
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    post_api_materials: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedBody"];
                };
            };
            /** @description The material is queued. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedBody"];
                };
            };
            /** @description Fields of the body are wrong; `fields` has the reason of each. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "Fields of the body are wrong; `fields` has the reason of each.",
                     *       "request_id": "0123456789abcdef",
                     *       "fields": {}
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The request body did not arrive in time. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "BODY_LATE",
                     *       "message": "The request body did not arrive in time.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The request body is larger than the limit. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "BODY_TOO_LARGE",
                     *       "message": "The request body is larger than the limit.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The content of the file is of no type whose text can be read. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "UNSUPPORTED_FILE",
                     *       "message": "The content of the file is of no type whose text can be read.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has as much text as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The account has as much text as it may have.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There were too many requests; Retry-After says when the next one is allowed. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RATE_LIMIT",
                     *       "message": "There were too many requests; Retry-After says when the next one is allowed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The server's disk is full, so nothing was stored; Retry-After says when to try again. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "DISK_FULL",
                     *       "message": "The server's disk is full, so nothing was stored; Retry-After says when to try again.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_materials_id: {
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
                    "application/json": components["schemas"]["MaterialBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has no such material. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    delete_api_materials_id: {
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
            204: {
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has no such material. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    get_api_users_me_deletion: {
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
                    "application/json": components["schemas"]["DeletionState"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    post_api_users_me_deletion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeletionBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletionState"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account is the only owner of an app, so that it is not deleted. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The account is the only owner of an app, so that it is not deleted.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Too many failed sign-ins; Retry-After says when the next attempt is allowed. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RATE_LIMIT",
                     *       "message": "Too many failed sign-ins; Retry-After says when the next attempt is allowed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
    delete_api_users_me_deletion: {
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
                    "application/json": components["schemas"]["DeletionState"];
                };
            };
            /** @description There is no valid access token or session; the message says whether to refresh the token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTH_ERROR",
                     *       "message": "There is no valid access token or session; the message says whether to refresh the token.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The caller is known but may not do this. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "AUTHZ_ERROR",
                     *       "message": "The caller is known but may not do this.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
        };
    };
}
