// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest notifications, and the number of unread ones */
        get: operations["get_api_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a notification, and its deliveries */
        delete: operations["delete_api_notifications_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a notification as read */
        post: operations["post_api_notifications_id_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all notifications as read, or those of a kind */
        post: operations["post_api_notifications_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest deliveries; those that are dead were given up */
        get: operations["get_api_notifications_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery */
        get: operations["get_api_notifications_deliveries_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again that was given up */
        post: operations["post_api_notifications_deliveries_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where notifications are sent; addresses without their secrets */
        get: operations["get_api_notifications_destinations"];
        put?: never;
        /** Add a webhook or an address of Apprise */
        post: operations["post_api_notifications_destinations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/destinations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A destination and its last delivery */
        get: operations["get_api_notifications_destinations_id"];
        put?: never;
        post?: never;
        /** Delete a destination, and its deliveries */
        delete: operations["delete_api_notifications_destinations_id"];
        options?: never;
        head?: never;
        /** Change the address, the label or the secret of a destination, or switch it off */
        patch: operations["patch_api_notifications_destinations_id"];
        trace?: never;
    };
    "/api/notifications/destinations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test notification at once; its delivery shows the result */
        post: operations["post_api_notifications_destinations_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stream of new notifications, and of the number of unread ones */
        get: operations["get_api_notifications_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels of each kind, and the quiet hours */
        get: operations["get_api_notifications_preferences"];
        /** Change the channels of some kinds, or the quiet hours */
        put: operations["put_api_notifications_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The number of unread notifications */
        get: operations["get_api_notifications_unread"];
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
         * AcknowledgeAllBody
         * @description Which notifications were read: those of a kind, or all.
         */
        AcknowledgeAllBody: {
            /** @default null */
            kind: string | null;
        };
        /**
         * Acknowledged
         * @description The number of notifications that were unread before.
         */
        Acknowledged: {
            acknowledged: number;
        };
        /**
         * Done
         * @description The change was made.
         */
        "alcove.foundation.notify.schemas.Done": {
            /** @default true */
            ok: boolean;
        };
        /**
         * DeliveryId
         * @description The delivery that was queued.
         */
        DeliveryId: {
            /** Format: uuid */
            delivery: string;
        };
        /**
         * DeliveryList
         * @description The newest deliveries.
         */
        DeliveryList: {
            deliveries: components["schemas"]["DeliveryView"][];
        };
        /**
         * DeliveryView
         * @description A delivery of a notification; mail has no destination.
         */
        DeliveryView: {
            /** Format: uuid */
            account_id: string;
            attempts: number;
            channel: string;
            created_at: string;
            destination: string | null;
            ended_at: string | null;
            /** Format: uuid */
            id: string;
            kind: string;
            last_error: string | null;
            /** Format: uuid */
            notification_id: string;
            /** @enum {unknown} */
            state: "dead" | "sent" | "waiting";
            title: string;
        };
        /**
         * DestinationBody
         * @description A new destination; `secret` is the key of a webhook's signatures, which the server can choose.
         */
        DestinationBody: {
            address: string;
            /** @enum {unknown} */
            channel: "apprise" | "webhook";
            /** @default  */
            label: string;
            /** @default null */
            secret: string | null;
        };
        /**
         * DestinationChange
         * @description A change of a destination; what is absent stays.
         */
        DestinationChange: {
            /** @default null */
            address: string | null;
            /** @default null */
            enabled: boolean | null;
            /** @default null */
            label: string | null;
            /** @default null */
            secret: string | null;
        };
        /**
         * DestinationList
         * @description All destinations.
         */
        DestinationList: {
            destinations: components["schemas"]["DestinationView"][];
        };
        /**
         * DestinationView
         * @description A destination; `address` lacks the parts that may be secret. `last_...` is its newest delivery.
         */
        DestinationView: {
            address: string;
            /** @enum {unknown} */
            channel: "apprise" | "webhook";
            created_at: string;
            enabled: boolean;
            /** Format: uuid */
            id: string;
            label: string;
            /** @default null */
            last_at: string | null;
            /** @default null */
            last_error: string | null;
            /** @default null */
            last_state: string | null;
        };
        /**
         * ErrorBody
         * @description An error response; `code` is stable, `error` is for people.
         */
        ErrorBody: {
            code: string;
            error: string;
            request_id: string;
        };
        /**
         * KindPreference
         * @description A kind with the channels by which the account gets it.
         */
        KindPreference: {
            app: string;
            channels: ("apprise" | "mail" | "page" | "webhook")[];
            default_channels: ("apprise" | "mail" | "page" | "webhook")[];
            kind: string;
            title: string;
        };
        /**
         * NewDestinationView
         * @description The id of a new destination, and the key that the server has chosen, which is shown once.
         */
        NewDestinationView: {
            /** Format: uuid */
            id: string;
            /** @default null */
            secret: string | null;
        };
        /**
         * NotificationList
         * @description A page of notifications, and the number of unread ones.
         */
        NotificationList: {
            notifications: components["schemas"]["NotificationView"][];
            unread: number;
        };
        /**
         * NotificationView
         * @description A notification; `link` is a path of the page.
         */
        NotificationView: {
            acknowledged_at: string | null;
            app: string;
            body: string;
            created_at: string;
            /** Format: uuid */
            id: string;
            kind: string;
            link: string;
            title: string;
        };
        /**
         * Preferences
         * @description What an account wants to be sent.
         */
        Preferences: {
            kinds: components["schemas"]["KindPreference"][];
            quiet_hours: components["schemas"]["QuietHoursBody"] | null;
        };
        /**
         * PreferencesBody
         * @description A change: channels by kind (null: the defaults again), and quiet hours (null: none). The rest stays.
         */
        PreferencesBody: {
            /** @default {} */
            kinds: {
                [key: string]: ("apprise" | "mail" | "page" | "webhook")[] | null;
            };
            quiet_hours?: components["schemas"]["QuietHoursBody"] | null;
        };
        /**
         * QuietHoursBody
         * @description Local times between which nothing is sent, and their time zone, such as `Europe/Berlin`.
         */
        QuietHoursBody: {
            /** @description HH:MM, also with seconds. */
            end: string;
            /** @description HH:MM, also with seconds. */
            start: string;
            zone: string;
        };
        /**
         * UnreadCount
         * @description The number of unread notifications.
         */
        UnreadCount: {
            unread: number;
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
    get_api_notifications: {
        parameters: {
            query?: {
                before?: string;
                kind?: string;
                limit?: number;
                unread?: boolean;
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
                    "application/json": components["schemas"]["NotificationList"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_notifications_id: {
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
                    "application/json": components["schemas"]["alcove.foundation.notify.schemas.Done"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_notifications_id_acknowledge: {
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
                    "application/json": components["schemas"]["alcove.foundation.notify.schemas.Done"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_notifications_acknowledge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcknowledgeAllBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acknowledged"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_deliveries: {
        parameters: {
            query?: {
                limit?: number;
                state?: "dead" | "sent" | "waiting";
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
                    "application/json": components["schemas"]["DeliveryList"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_deliveries_id: {
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
                    "application/json": components["schemas"]["DeliveryView"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_notifications_deliveries_id_retry: {
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
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["alcove.foundation.notify.schemas.Done"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Only a delivery that was given up can be sent again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "Only a delivery that was given up can be sent again.",
                     *       "code": "delivery_not_dead",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_destinations: {
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
                    "application/json": components["schemas"]["DestinationList"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_notifications_destinations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewDestinationView"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has the maximum number of destinations. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has the maximum number of destinations.",
                     *       "code": "destinations_full",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The address, the label or the secret of a destination cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The address, the label or the secret of a destination cannot be used.",
                     *       "code": "destination_invalid",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
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
                     *       "code": "vault_error",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_destinations_id: {
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
                    "application/json": components["schemas"]["DestinationView"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    delete_api_notifications_destinations_id: {
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
                    "application/json": components["schemas"]["alcove.foundation.notify.schemas.Done"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    patch_api_notifications_destinations_id: {
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
                "application/json": components["schemas"]["DestinationChange"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["alcove.foundation.notify.schemas.Done"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The address, the label or the secret of a destination cannot be used. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The address, the label or the secret of a destination cannot be used.",
                     *       "code": "destination_invalid",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
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
                     *       "code": "vault_error",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    post_api_notifications_destinations_id_test: {
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
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryId"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The account has no notification, destination or delivery with this id.",
                     *       "code": "notification_not_found",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_events: {
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
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
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
                     *       "code": "too_many_streams",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_preferences: {
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
                    "application/json": components["schemas"]["Preferences"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    put_api_notifications_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreferencesBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preferences"];
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
                     *       "code": "invalid_request",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description The caller is signed in but lacks the required role. A web page of another origin sent a request that changes something. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description A kind, a channel or the quiet hours are unknown or incomplete. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "A kind, a channel or the quiet hours are unknown or incomplete.",
                     *       "code": "notification_preference_invalid",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 403, 408, 413, 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
    get_api_notifications_unread: {
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
                    "application/json": components["schemas"]["UnreadCount"];
                };
            };
            /** @description The caller is signed in but lacks the required role. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "error": "The caller is signed in but lacks the required role.",
                     *       "code": "role_needed",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
            /** @description Error from the server: 414, 421, 500, 503 or 507. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorBody"];
                };
            };
        };
    };
}
