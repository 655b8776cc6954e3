// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
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
         * NativeErrorBody
         * @description An error response; `code` is stable, `message` is for people.
         */
        NativeErrorBody: {
            code: string;
            /** @default null */
            details: string | null;
            message: string;
            request_id: string;
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
