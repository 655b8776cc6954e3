// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.

export interface paths {
    "/api/achievements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What there is to achieve, and what has been unlocked */
        get: operations["get_api_achievements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/achievements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an achievement; it is not unlocked again */
        delete: operations["delete_api_achievements_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
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
    "/api/ai/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The chats of the account, the latest first */
        get: operations["get_api_ai_chats"];
        put?: never;
        /** Begin a chat, perhaps about a subject or certain materials */
        post: operations["post_api_ai_chats"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/chats/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chat with its latest messages, and the answer that is being made */
        get: operations["get_api_ai_chats_id"];
        put?: never;
        post?: never;
        /** Delete a chat with its messages; an answer that is being made is stopped */
        delete: operations["delete_api_ai_chats_id"];
        options?: never;
        head?: never;
        /** Change the title, subject or materials of a chat */
        patch: operations["patch_api_ai_chats_id"];
        trace?: never;
    };
    "/api/ai/chats/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A chat as Markdown, with models, costs and sources */
        get: operations["get_api_ai_chats_id_export"];
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
    "/api/ai/providers/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Call a provider once, with the account's key if it has one */
        post: operations["post_api_ai_providers_name_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ai/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the tutor answers the account from its materials only */
        get: operations["get_api_ai_settings"];
        /** Choose whether the tutor answers the account from its materials only */
        put: operations["put_api_ai_settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts about security (owners of the app) */
        get: operations["get_api_alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acknowledge an alert, so that it is not escalated (owners of the app) */
        post: operations["post_api_alerts_id_acknowledge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Statistics by study day and subject, compared with the time before, and the streak */
        get: operations["get_api_analytics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The occurrences of events in a range of days, or the stored events */
        get: operations["get_api_calendar"];
        put?: never;
        /** Add an event, which may recur */
        post: operations["post_api_calendar"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An event as it is stored */
        get: operations["get_api_calendar_id"];
        /** Replace an event, or this, the following or all occurrences of a series */
        put: operations["put_api_calendar_id"];
        post?: never;
        /** Delete an event, or this, the following or all occurrences of a series */
        delete: operations["delete_api_calendar_id"];
        options?: never;
        head?: never;
        /** Change an event, or this, the following or all occurrences of a series */
        patch: operations["patch_api_calendar_id"];
        trace?: never;
    };
    "/api/calendar/conflicts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events and classes in a range of days that overlap */
        get: operations["get_api_calendar_conflicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The calendar as a file */
        get: operations["get_api_calendar_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the calendar has a feed */
        get: operations["get_api_calendar_feed"];
        put?: never;
        /** Make a feed with a secret address, in place of an earlier one */
        post: operations["post_api_calendar_feed"];
        /** Revoke the address of the feed */
        delete: operations["delete_api_calendar_feed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar/feed.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The feed for calendar programs: events, tasks, exams and classes */
        get: operations["get_api_calendar_feed_ics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calendar/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import an iCalendar file: as text/calendar, in a form as `file`, or from the `url` of a JSON object */
        post: operations["post_api_calendar_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The exams of the account, a page at a time */
        get: operations["get_api_exams"];
        put?: never;
        /** Add a exam */
        post: operations["post_api_exams"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A exam */
        get: operations["get_api_exams_id"];
        /** Replace a exam: fields that are not sent get their defaults */
        put: operations["put_api_exams_id"];
        post?: never;
        /** Delete a exam */
        delete: operations["delete_api_exams_id"];
        options?: never;
        head?: never;
        /** Change the fields of a exam that are sent */
        patch: operations["patch_api_exams_id"];
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
    "/api/exports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A list of the account, or its study report, as JSON, CSV or PDF */
        get: operations["get_api_exports_name"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcard-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The set of cardss of the account, a page at a time */
        get: operations["get_api_flashcard_sets"];
        put?: never;
        /** Add a set of cards */
        post: operations["post_api_flashcard_sets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcard-sets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A set of cards */
        get: operations["get_api_flashcard_sets_id"];
        /** Replace a set of cards: fields that are not sent get their defaults */
        put: operations["put_api_flashcard_sets_id"];
        post?: never;
        /** Delete a set of cards */
        delete: operations["delete_api_flashcard_sets_id"];
        options?: never;
        head?: never;
        /** Change the fields of a set of cards that are sent */
        patch: operations["patch_api_flashcard_sets_id"];
        trace?: never;
    };
    "/api/flashcard-sets/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cards of a set */
        get: operations["get_api_flashcard_sets_id_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcard-sets/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All cards as a deck of Anki or as CSV */
        get: operations["get_api_flashcard_sets_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcard-sets/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last imports of cards */
        get: operations["get_api_flashcard_sets_imports"];
        put?: never;
        /** Import cards from a form with a `file`: a deck of Anki, or a text with a card in every line */
        post: operations["post_api_flashcard_sets_imports"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcard-sets/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import of cards: how far it is, and what it did */
        get: operations["get_api_flashcard_sets_imports_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cards of the account, a page at a time */
        get: operations["get_api_flashcards"];
        put?: never;
        /** Add a card */
        post: operations["post_api_flashcards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A card */
        get: operations["get_api_flashcards_id"];
        /** Replace a card: fields that are not sent get their defaults */
        put: operations["put_api_flashcards_id"];
        post?: never;
        /** Delete a card */
        delete: operations["delete_api_flashcards_id"];
        options?: never;
        head?: never;
        /** Change the fields of a card that are sent */
        patch: operations["patch_api_flashcards_id"];
        trace?: never;
    };
    "/api/flashcards/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When a card would be due after a review now, by rating */
        get: operations["get_api_flashcards_id_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a card back into the queue */
        post: operations["post_api_flashcards_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a card out of the queue */
        post: operations["post_api_flashcards_id_suspend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/due": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cards to review now, as many as are left for the study day */
        get: operations["get_api_flashcards_due"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The images and sounds of cards, by name */
        get: operations["get_api_flashcards_media"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/flashcards/media/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An image or a sound that cards name */
        get: operations["get_api_flashcards_media_name"];
        put?: never;
        post?: never;
        /** Delete an image or a sound; cards keep its name */
        delete: operations["delete_api_flashcards_media_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was made of materials, the newest first */
        get: operations["get_api_generations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/generations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the cards or the quiz are */
        get: operations["get_api_generations_id"];
        put?: never;
        post?: never;
        /** Forget a generation, and end its job; what it has made stays */
        delete: operations["delete_api_generations_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/goals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The goals of the account, a page at a time */
        get: operations["get_api_goals"];
        put?: never;
        /** Add a goal */
        post: operations["post_api_goals"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/goals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A goal */
        get: operations["get_api_goals_id"];
        /** Replace a goal: fields that are not sent get their defaults */
        put: operations["put_api_goals_id"];
        post?: never;
        /** Delete a goal */
        delete: operations["delete_api_goals_id"];
        options?: never;
        head?: never;
        /** Change the fields of a goal that are sent */
        patch: operations["patch_api_goals_id"];
        trace?: never;
    };
    "/api/insights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the numbers of the last 30 days show, explained */
        get: operations["get_api_insights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine-clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The programs that sign requests for the account */
        get: operations["get_api_machine_clients"];
        put?: never;
        /** Register a program, and get the key with which it signs */
        post: operations["post_api_machine_clients"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/machine-clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Refuse the requests of a program from now on */
        delete: operations["delete_api_machine_clients_id"];
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
        /** Change the title or the subject of a material */
        patch: operations["patch_api_materials_id"];
        trace?: never;
    };
    "/api/materials/{id}/cards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make cards from a material, in a job */
        post: operations["post_api_materials_id_cards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/materials/{id}/passages/{passage_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A passage that an answer cites, with what stands before and after it */
        get: operations["get_api_materials_id_passages_passage_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/materials/{id}/quiz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a quiz from a material, in a job */
        post: operations["post_api_materials_id_quiz"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/profiles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's profile; the id is `me`, or the account's own */
        get: operations["get_api_profiles_id"];
        /** Replace the caller's profile */
        put: operations["put_api_profiles_id"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the fields of the caller's profile that are sent */
        patch: operations["patch_api_profiles_id"];
        trace?: never;
    };
    "/api/quiz-attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The attempts of all quizzes of the account, the newest first */
        get: operations["get_api_quiz_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quizzes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The quizzes of the account, the newest first */
        get: operations["get_api_quizzes"];
        put?: never;
        /** Add a quiz */
        post: operations["post_api_quizzes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quizzes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A quiz; with `answers=true` its answers, unless an attempt is running */
        get: operations["get_api_quizzes_id"];
        /** Replace a quiz */
        put: operations["put_api_quizzes_id"];
        post?: never;
        /** Delete a quiz with its attempts */
        delete: operations["delete_api_quizzes_id"];
        options?: never;
        head?: never;
        /** Change the fields of a quiz that are sent */
        patch: operations["patch_api_quizzes_id"];
        trace?: never;
    };
    "/api/quizzes/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The attempts of a quiz, the newest first */
        get: operations["get_api_quizzes_id_attempts"];
        put?: never;
        /** Start an attempt: its questions have no answers until it ends */
        post: operations["post_api_quizzes_id_attempts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quizzes/{id}/attempts/{attempt_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An attempt; when it has ended with its result and the right answers */
        get: operations["get_api_quizzes_id_attempts_attempt_id"];
        put?: never;
        post?: never;
        /** Delete an attempt */
        delete: operations["delete_api_quizzes_id_attempts_attempt_id"];
        options?: never;
        head?: never;
        /** Store answers of a running attempt */
        patch: operations["patch_api_quizzes_id_attempts_attempt_id"];
        trace?: never;
    };
    "/api/quizzes/{id}/attempts/{attempt_id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an attempt, perhaps with further answers, and score it */
        post: operations["post_api_quizzes_id_attempts_attempt_id_submit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quizzes/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A quiz with its answers as a file; not while an attempt is running */
        get: operations["get_api_quizzes_id_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/study": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How to study better, explained by the numbers */
        get: operations["get_api_recommendations_study"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reviews of the account, the last to arrive first */
        get: operations["get_api_reviews"];
        put?: never;
        /** Store a review, and schedule its card; one that is sent again counts once */
        post: operations["post_api_reviews"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Undo a review: its card is scheduled as if it had not been */
        delete: operations["delete_api_reviews_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Store all of some reviews or none, in any order */
        post: operations["post_api_reviews_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews/heatmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reviews by study day */
        get: operations["get_api_reviews_heatmap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reviews by rating, retention, cards by state, and a forecast */
        get: operations["get_api_reviews_statistics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reviews/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Undo the review that arrived last */
        post: operations["post_api_reviews_undo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rooms of the account, or with `scope=open` those that it may join */
        get: operations["get_api_rooms"];
        put?: never;
        /** Create a room */
        post: operations["post_api_rooms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A room in which the account is, or which it may join */
        get: operations["get_api_rooms_id"];
        put?: never;
        post?: never;
        /** Delete a room with all that is in it (owner) */
        delete: operations["delete_api_rooms_id"];
        options?: never;
        head?: never;
        /** Change the name, the description, the openness or the capacity of a room (moderators) */
        patch: operations["patch_api_rooms_id"];
        trace?: never;
    };
    "/api/rooms/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invitations that can be used, without their codes (moderators) */
        get: operations["get_api_rooms_id_invitations"];
        put?: never;
        /** Make an invitation, whose code is shown once (moderators) */
        post: operations["post_api_rooms_id_invitations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete an invitation (moderators) */
        delete: operations["delete_api_rooms_id_invitations_invitation_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Become a member of an open room */
        post: operations["post_api_rooms_id_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of a room, or for moderators those who are banned */
        get: operations["get_api_rooms_id_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Leave a room, remove a member or a ban (moderators), or with `ban=true` ban a member (moderators) */
        delete: operations["delete_api_rooms_id_members_user_id"];
        options?: never;
        head?: never;
        /** Change the role of a member (owner) */
        patch: operations["patch_api_rooms_id_members_user_id"];
        trace?: never;
    };
    "/api/rooms/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What has happened in a room: after a number, or the last before one */
        get: operations["get_api_rooms_id_messages"];
        put?: never;
        /** Send a message to a room, or to one member */
        post: operations["post_api_rooms_id_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/messages/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove the text of one's own message, or of another one (moderators) */
        delete: operations["delete_api_rooms_id_messages_number"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A ticket, which opens one websocket of the room */
        post: operations["post_api_rooms_id_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{id}/timer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The shared timer as it stands now */
        get: operations["get_api_rooms_id_timer"];
        put?: never;
        /** Start, pause, resume, skip a phase of or reset the shared timer */
        post: operations["post_api_rooms_id_timer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Become a member by the code of an invitation */
        post: operations["post_api_rooms_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The study sessions of the account, a page at a time */
        get: operations["get_api_study_sessions"];
        put?: never;
        /** Add a study session */
        post: operations["post_api_study_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study-sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A study session */
        get: operations["get_api_study_sessions_id"];
        /** Replace a study session: fields that are not sent get their defaults */
        put: operations["put_api_study_sessions_id"];
        post?: never;
        /** Delete a study session */
        delete: operations["delete_api_study_sessions_id"];
        options?: never;
        head?: never;
        /** Change the fields of a study session that are sent */
        patch: operations["patch_api_study_sessions_id"];
        trace?: never;
    };
    "/api/study-sessions/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete a session; its duration is the time it ran, unless the body says otherwise */
        post: operations["post_api_study_sessions_id_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study-sessions/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a session that runs */
        post: operations["post_api_study_sessions_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study-sessions/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a paused session run again */
        post: operations["post_api_study_sessions_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study-sessions/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a planned session, or a paused one again */
        post: operations["post_api_study_sessions_id_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The notifications of the account, a page at a time */
        get: operations["get_api_study_notifications"];
        put?: never;
        /** Add a notification */
        post: operations["post_api_study_notifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A notification */
        get: operations["get_api_study_notifications_id"];
        /** Replace a notification: fields that are not sent get their defaults */
        put: operations["put_api_study_notifications_id"];
        post?: never;
        /** Delete a notification */
        delete: operations["delete_api_study_notifications_id"];
        options?: never;
        head?: never;
        /** Change the fields of a notification that are sent */
        patch: operations["patch_api_study_notifications_id"];
        trace?: never;
    };
    "/api/study/notifications/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest deliveries; those that are dead were given up */
        get: operations["get_api_study_notifications_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A delivery */
        get: operations["get_api_study_notifications_deliveries_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/deliveries/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery again that was given up */
        post: operations["post_api_study_notifications_deliveries_id_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where notifications are sent; addresses without their secrets */
        get: operations["get_api_study_notifications_destinations"];
        put?: never;
        /** Add a webhook or an address of Apprise */
        post: operations["post_api_study_notifications_destinations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/destinations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A destination and its last delivery */
        get: operations["get_api_study_notifications_destinations_id"];
        put?: never;
        post?: never;
        /** Delete a destination, and its deliveries */
        delete: operations["delete_api_study_notifications_destinations_id"];
        options?: never;
        head?: never;
        /** Change the address, the label or the secret of a destination, or switch it off */
        patch: operations["patch_api_study_notifications_destinations_id"];
        trace?: never;
    };
    "/api/study/notifications/destinations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a test notification at once; its delivery shows the result */
        post: operations["post_api_study_notifications_destinations_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels of each kind, and the quiet hours */
        get: operations["get_api_study_notifications_preferences"];
        /** Change the channels of some kinds, or the quiet hours */
        put: operations["put_api_study_notifications_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark all notifications as read */
        post: operations["post_api_study_notifications_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/notifications/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The number of unread notifications */
        get: operations["get_api_study_notifications_unread"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/study/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is due today: tasks, cards, events, goals, the session and the streak */
        get: operations["get_api_study_today"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The subjects of the account, a page at a time */
        get: operations["get_api_subjects"];
        put?: never;
        /** Add a subject */
        post: operations["post_api_subjects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subjects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A subject */
        get: operations["get_api_subjects_id"];
        /** Replace a subject: fields that are not sent get their defaults */
        put: operations["put_api_subjects_id"];
        post?: never;
        /** Delete a subject */
        delete: operations["delete_api_subjects_id"];
        options?: never;
        head?: never;
        /** Change the fields of a subject that are sent */
        patch: operations["patch_api_subjects_id"];
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tasks of the account, a page at a time */
        get: operations["get_api_tasks"];
        put?: never;
        /** Add a task */
        post: operations["post_api_tasks"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A task */
        get: operations["get_api_tasks_id"];
        /** Replace a task: fields that are not sent get their defaults */
        put: operations["put_api_tasks_id"];
        post?: never;
        /** Delete a task */
        delete: operations["delete_api_tasks_id"];
        options?: never;
        head?: never;
        /** Change the fields of a task that are sent */
        patch: operations["patch_api_tasks_id"];
        trace?: never;
    };
    "/api/tasks/{id}/recurrence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How a task recurs */
        get: operations["get_api_tasks_id_recurrence"];
        /** Let a task recur: when it is completed, the next one is made */
        put: operations["put_api_tasks_id_recurrence"];
        post?: never;
        /** Let a task recur no more */
        delete: operations["delete_api_tasks_id_recurrence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/timetable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The timetable entrys of the account, a page at a time */
        get: operations["get_api_timetable"];
        put?: never;
        /** Add a timetable entry */
        post: operations["post_api_timetable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/timetable-terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The terms of the account, a page at a time */
        get: operations["get_api_timetable_terms"];
        put?: never;
        /** Add a term */
        post: operations["post_api_timetable_terms"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/timetable-terms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A term */
        get: operations["get_api_timetable_terms_id"];
        /** Replace a term: fields that are not sent get their defaults */
        put: operations["put_api_timetable_terms_id"];
        post?: never;
        /** Delete a term */
        delete: operations["delete_api_timetable_terms_id"];
        options?: never;
        head?: never;
        /** Change the fields of a term that are sent */
        patch: operations["patch_api_timetable_terms_id"];
        trace?: never;
    };
    "/api/timetable/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A timetable entry */
        get: operations["get_api_timetable_id"];
        /** Replace a timetable entry: fields that are not sent get their defaults */
        put: operations["put_api_timetable_id"];
        post?: never;
        /** Delete a timetable entry */
        delete: operations["delete_api_timetable_id"];
        options?: never;
        head?: never;
        /** Change the fields of a timetable entry that are sent */
        patch: operations["patch_api_timetable_id"];
        trace?: never;
    };
    "/api/timetable/classes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The classes of seven days */
        get: operations["get_api_timetable_classes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's account with its profile; the id is `me`, or the account's own */
        get: operations["get_api_users_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the profile of the caller's account */
        patch: operations["patch_api_users_id"];
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
    "/api/vault/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys of other services in the vault, without the keys themselves */
        get: operations["get_api_vault_keys"];
        /** Store a key, in place of one of the same name */
        put: operations["put_api_vault_keys"];
        post?: never;
        /** Delete the key that the query names */
        delete: operations["delete_api_vault_keys"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/keys/{key_name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a key */
        get: operations["get_api_vault_keys_key_name"];
        /** Store a key, in place of one of the same name */
        put: operations["put_api_vault_keys_key_name"];
        post?: never;
        /** Delete a key */
        delete: operations["delete_api_vault_keys_key_name"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/vault/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Encrypt keys again: with new data keys, or all secrets of the server under a new master key */
        post: operations["post_api_vault_rotate"];
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
         * AcademicLevel
         * @description Where somebody learns.
         * @enum {unknown}
         */
        AcademicLevel: "elementary" | "graduate" | "high_school" | "middle_school" | "postgraduate" | "professional" | "undergraduate";
        /**
         * AchievementBody
         * @description Something to reach, or an achievement that a program has added, whose `code` is null.
         *
         *         `id` is that of the row of public.achievements, null until it is unlocked. `metric` is what is counted: sessions,
         *         minutes, streak, days, tasks, cards, quizzes or goals.
         */
        AchievementBody: {
            category: string | null;
            code: string | null;
            description: string | null;
            icon: string | null;
            id: string | null;
            max_progress: number;
            metric: string | null;
            progress: number;
            reward_points: number;
            title: string;
            unlocked: boolean;
            unlocked_at: string | null;
        };
        /**
         * AchievementListBody
         * @description All achievements: those of the server in their order, then others; `points` are those of the unlocked ones.
         */
        AchievementListBody: {
            achievements: components["schemas"]["AchievementBody"][];
            points: number;
            total: number;
            unlocked: number;
        };
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
         * Totals
         * @description Sums over days; `study_days` are those with a completed session.
         */
        "alcove.apps.study.analytics.schemas.Totals": {
            ai_interactions: number;
            average_focus_score: number | null;
            flashcards_studied: number;
            session_count: number;
            study_days: number;
            tasks_completed: number;
            total_study_time: number;
        };
        /**
         * InvitationBody
         * @description An invitation that can be used.
         */
        "alcove.apps.study.rooms.schemas.InvitationBody": {
            created_at: string;
            /** Format: uuid */
            created_by: string;
            expires_at: string;
            /** Format: uuid */
            id: string;
            uses_left: number;
        };
        /**
         * Pattern
         * @description A habit, and where it leads.
         */
        "alcove.apps.study.study_reports.shapes.Pattern": {
            description: string;
            insight: string;
            /** @enum {unknown} */
            trend: "negative" | "neutral" | "positive";
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
         * AnalyticsBody
         * @description Statistics of a range; `today` is the learner's study day.
         */
        AnalyticsBody: {
            changes: components["schemas"]["Changes"] | null;
            days: components["schemas"]["AnalyticsDay"][];
            previous: components["schemas"]["ComparedRange"] | null;
            range: components["schemas"]["AnalyticsRange"];
            streak: components["schemas"]["Streak"];
            subjects: components["schemas"]["AnalyticsSubject"][];
            timezone: string;
            /** Format: date */
            today: string;
            totals: components["schemas"]["alcove.apps.study.analytics.schemas.Totals"];
        };
        /**
         * AnalyticsDay
         * @description A day; every day of the range is listed.
         */
        AnalyticsDay: {
            ai_interactions: number;
            average_focus_score: number | null;
            /** Format: date */
            date: string;
            flashcards_studied: number;
            session_count: number;
            tasks_completed: number;
            total_study_time: number;
        };
        /**
         * AnalyticsRange
         * @description Study days, both ends included.
         */
        AnalyticsRange: {
            days: number;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
        };
        /**
         * AnalyticsSubject
         * @description A subject, null for what has none; `share` is its part of the time in per cent.
         */
        AnalyticsSubject: {
            ai_interactions: number;
            color: string | null;
            flashcards_studied: number;
            name: string | null;
            session_count: number;
            share: number;
            study_days: number;
            subject_id: string | null;
            tasks_completed: number;
            total_study_time: number;
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
         * AnswerFailure
         * @description Why the last question has no answer.
         */
        AnswerFailure: {
            answer_id: string;
            code: string;
            message: string;
        };
        /**
         * AnswersBody
         * @description Answers by the id of the question, in the forms of a question's `answer`; null is none.
         */
        AnswersBody: {
            /** @default {} */
            answers: Record<string, never>;
        };
        /**
         * AnswerState
         * @description How far an answer is.
         * @enum {unknown}
         */
        AnswerState: "complete" | "failed" | "incomplete" | "running" | "stopped";
        /**
         * AttemptListBody
         * @description A page of attempts, the newest first; `total` counts all of them.
         */
        AttemptListBody: {
            attempts: components["schemas"]["AttemptSummary"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * AttemptSummary
         * @description An attempt of a list.
         */
        AttemptSummary: {
            completed_at: string | null;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            passed: boolean | null;
            /** Format: uuid */
            quiz_id: string;
            score: number | null;
            started_at: string | null;
            state: string;
            time_taken: number | null;
            title: string;
        };
        /**
         * BatchBody
         * @description The reviews in the order in which they were sent.
         */
        BatchBody: {
            reviews: components["schemas"]["ReviewBody"][];
        };
        /**
         * BatchFields
         * @description Reviews that were made without a connection: all of them are stored, or none.
         */
        BatchFields: {
            reviews: components["schemas"]["ReviewFields"][];
        };
        /**
         * BusyBody
         * @description An event or a lesson that takes time.
         */
        BusyBody: {
            /** Format: date */
            date: string;
            ends_at: string;
            /** Format: uuid */
            id: string;
            kind: string;
            starts_at: string;
            title: string;
        };
        /**
         * CalendarEventBody
         * @description An event, or an occurrence of a series, which has the id of the series and its `original_date`.
         *
         *         `starts_at` and `ends_at` are instants; they are null where the event takes whole days.
         */
        CalendarEventBody: {
            all_day: boolean;
            color: string | null;
            completed: boolean;
            created_at: string;
            description: string | null;
            end_date: string | null;
            end_time: string | null;
            ends_at: string | null;
            /** Format: date */
            event_date: string;
            event_time: string | null;
            event_type: string;
            excluded_dates: string[];
            /** Format: uuid */
            id: string;
            location: string | null;
            notification_time: number | null;
            original_date: string | null;
            recurring: boolean;
            recurring_pattern: string | null;
            series_id: string | null;
            starts_at: string | null;
            subject_id: string | null;
            subject_name: string | null;
            time_zone: string;
            title: string;
            uid: string;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * CalendarEventListBody
         * @description A page of events; `total` counts those of all pages.
         */
        CalendarEventListBody: {
            events: components["schemas"]["CalendarEventBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * CalendarImportBody
         * @description What an import did; `skipped` counts components that are neither event nor task, and cancelled events.
         */
        CalendarImportBody: {
            added: number;
            problems: string[];
            skipped: number;
            unchanged: number;
            updated: number;
        };
        /**
         * CardBody
         * @description A card with its schedule: `stability` is in days, `state` is one of new, learning, review and relearning.
         */
        CardBody: {
            back_content: string;
            created_at: string;
            difficulty: components["schemas"]["CardDifficulty"] | null;
            due_at: string | null;
            front_content: string;
            /** Format: uuid */
            id: string;
            lapses: number;
            last_review_at: string | null;
            mastery_level: number | null;
            memory_difficulty: number | null;
            reviews: number;
            set_id: string | null;
            stability: number | null;
            state: string;
            suspended: boolean;
            tags: string[] | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * CardCounts
         * @description Cards by state.
         */
        CardCounts: {
            due: number;
            learning: number;
            new: number;
            review: number;
            suspended: number;
            total: number;
        };
        /**
         * CardDifficulty
         * @description How hard the learner finds a card; it does not influence the schedule.
         * @enum {unknown}
         */
        CardDifficulty: "easy" | "hard" | "medium";
        /**
         * CardFields
         * @description What a learner says about a card.
         */
        CardFields: {
            /** @description Plain text, with images as `![](name)`. */
            back_content: string;
            /** @default null */
            difficulty: components["schemas"]["CardDifficulty"] | null;
            /** @description Plain text, with images as `![](name)`. */
            front_content: string;
            /** @default null */
            set_id: string | null;
            /** @default [] */
            tags: string[];
        };
        /** CardFieldsChanges */
        CardFieldsChanges: {
            /** @description Plain text, with images as `![](name)`. */
            back_content?: string;
            difficulty?: components["schemas"]["CardDifficulty"] | null;
            /** @description Plain text, with images as `![](name)`. */
            front_content?: string;
            set_id?: string | null;
            tags?: string[];
        };
        /** CardListBody */
        CardListBody: {
            cards: components["schemas"]["CardBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * CardOptionsBody
         * @description Which cards are wanted: how many, the title of their set (by default the material's), and by which method.
         */
        CardOptionsBody: {
            /** @default 10 */
            count: number;
            /** @default auto */
            method: components["schemas"]["GenerationMethod"];
            /** @default  */
            title: string;
        };
        /**
         * ChangeBody
         * @description What changes of a material; without a subject it belongs to none.
         */
        ChangeBody: {
            subject_id?: string | null;
            title?: string;
        };
        /**
         * Changes
         * @description The differences of the totals; that of scores is null where one range has none.
         */
        Changes: {
            ai_interactions: components["schemas"]["Difference"];
            average_focus_score: components["schemas"]["Difference"] | null;
            flashcards_studied: components["schemas"]["Difference"];
            session_count: components["schemas"]["Difference"];
            study_days: components["schemas"]["Difference"];
            tasks_completed: components["schemas"]["Difference"];
            total_study_time: components["schemas"]["Difference"];
        };
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
         * ChatBody
         * @description A question: `message`, or the last of `messages`. With `session_id` it is stored in that chat.
         *
         *         `replaces` is the id of a question of the chat: it and all that follows are removed, and this one is asked instead.
         */
        ChatBody: {
            /** @default null */
            context: components["schemas"]["ChatContext"] | null;
            /** @default null */
            max_tokens: number | null;
            /** @default null */
            message: string | null;
            /** @default null */
            messages: components["schemas"]["ChatMessageBody"][] | null;
            /** @default null */
            metadata: Record<string, never> | null;
            /** @default null */
            mode: ("chat" | "reasoning" | "structured") | null;
            /** @default null */
            model: string | null;
            /** @default null */
            provider: ("anthropic" | "claude" | "deepseek" | "gemini" | "google" | "ollama" | "openai") | null;
            /** @default null */
            replaces: string | null;
            /** @default null */
            session_id: string | null;
            /** @default null */
            stream: boolean | null;
            /** @default null */
            temperature: number | null;
        };
        /**
         * ChatChanges
         * @description What to change of a chat.
         */
        ChatChanges: {
            /** @description Only these are searched; all if empty. */
            material_ids?: string[];
            subject_id?: string | null;
            title?: string;
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
         * ChatContext
         * @description What the question is about.
         */
        ChatContext: {
            /** @default null */
            difficulty: string | null;
            /** @default null */
            history: components["schemas"]["ChatMessageBody"][] | null;
            /** @default null */
            subject: string | null;
        };
        /**
         * ChatDetails
         * @description A chat with its latest messages in their order; `has_earlier` tells whether there are more before them.
         */
        ChatDetails: {
            created_at: string;
            failure: components["schemas"]["AnswerFailure"] | null;
            has_earlier: boolean;
            /** Format: uuid */
            id: string;
            material_ids: string[];
            message_list: components["schemas"]["ChatEntry"][];
            messages: number;
            running: string | null;
            subject: string | null;
            subject_id: string | null;
            title: string;
            updated_at: string;
        };
        /**
         * ChatEntry
         * @description A message; what is only known of answers is null in questions.
         *
         *         `answer_id` is that of the answer, also in its question. `cost_usd` is null where the price is not known, and
         *         `milliseconds` is from the question to the end.
         */
        ChatEntry: {
            answer_id: string | null;
            cached: boolean | null;
            citations: components["schemas"]["EntryCitation"][];
            closest: components["schemas"]["EntryCitation"][];
            content: string;
            cost_usd: number | null;
            created_at: string;
            /** Format: uuid */
            id: string;
            milliseconds: number | null;
            model: string | null;
            provider: string | null;
            reason: string | null;
            /** @enum {unknown} */
            role: "assistant" | "system" | "user";
            state: string | null;
            tokens: number | null;
        };
        /**
         * ChatFields
         * @description A new chat.
         */
        ChatFields: {
            /**
             * @description Only these are searched; all if empty.
             * @default []
             */
            material_ids: string[];
            /** @default null */
            subject_id: string | null;
            /** @default New chat */
            title: string;
        };
        /**
         * ChatListBody
         * @description A page of chats, the latest first.
         */
        ChatListBody: {
            chats: components["schemas"]["ChatSummary"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * ChatMessageBody
         * @description A message; those of the role `system` are ignored.
         */
        ChatMessageBody: {
            content: string;
            /** @enum {unknown} */
            role: "assistant" | "system" | "user";
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
         * ChatSummary
         * @description A chat; `running` is the id of an answer that is being made.
         */
        ChatSummary: {
            created_at: string;
            /** Format: uuid */
            id: string;
            material_ids: string[];
            messages: number;
            running: string | null;
            subject: string | null;
            subject_id: string | null;
            title: string;
            updated_at: string;
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
         * ClientBody
         * @description A program to register.
         */
        ClientBody: {
            /** @default null */
            expires_at: string | null;
            name: string;
        };
        /**
         * ClientList
         * @description The programs of an account, the oldest first.
         */
        ClientList: {
            clients: components["schemas"]["ClientState"][];
            total: number;
        };
        /**
         * ClientState
         * @description A program, without its key.
         */
        ClientState: {
            created_at: string;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            last_used_at: string | null;
            name: string;
        };
        /**
         * CodeBody
         * @description The code of an invitation.
         */
        CodeBody: {
            code: string;
        };
        /**
         * ComparedRange
         * @description The range with which another is compared.
         */
        ComparedRange: {
            days: number;
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            totals: components["schemas"]["alcove.apps.study.analytics.schemas.Totals"];
        };
        /**
         * CompletionFields
         * @description What can be said of a session when it is completed; without `duration` the timer decides.
         */
        CompletionFields: {
            /** @default null */
            distractions: number | null;
            /** @default null */
            duration: number | null;
            /** @default null */
            focus_score: number | null;
            /** @default null */
            notes: string | null;
            /** @default null */
            pomodoro_count: number | null;
        };
        /**
         * ConflictBody
         * @description Two of them at the same time, for some minutes.
         */
        ConflictBody: {
            first: components["schemas"]["BusyBody"];
            minutes: number;
            second: components["schemas"]["BusyBody"];
        };
        /**
         * ConflictListBody
         * @description What overlaps in a range of days; `has_more` says that there is more than was listed.
         */
        ConflictListBody: {
            conflicts: components["schemas"]["ConflictBody"][];
            has_more: boolean;
        };
        /**
         * DeckImportBody
         * @description An import; `cards` counts those of the file when it has been read, `reason` says why it failed.
         */
        DeckImportBody: {
            cards: number | null;
            created_at: string;
            /** Format: uuid */
            id: string;
            reason: string | null;
            result: components["schemas"]["DeckImportResult"] | null;
            set_id: string | null;
            size: number;
            /** @enum {unknown} */
            state: "done" | "failed" | "queued" | "working";
            updated_at: string;
        };
        /**
         * DeckImportForm
         * @description A form with a file: a deck of Anki or a text. The other fields are for texts, except the set.
         */
        DeckImportForm: {
            /**
             * @description comma, semicolon, tab or pipe; by default it is found out.
             * @default
             */
            delimiter: string;
            /**
             * @description utf-8, utf-16, windows-1252 or iso-8859-1.
             * @default
             */
            encoding: string;
            /** @description `.apkg`, `.colpkg`, `.csv`, `.tsv` or `.txt`. */
            file: string;
            /**
             * @description Whether the first line has names of columns: auto, yes or no.
             * @default auto
             */
            header: string;
            /**
             * @description All cards go into this set; otherwise decks become sets.
             * @default null
             */
            set_id: string | null;
        };
        /**
         * DeckImportListBody
         * @description The last imports, the newest first.
         */
        DeckImportListBody: {
            imports: components["schemas"]["DeckImportBody"][];
        };
        /**
         * DeckImportResult
         * @description What an import did; `skipped` counts what was left out, by reason.
         */
        DeckImportResult: {
            added: number;
            changed: number;
            media: number;
            new_sets: number;
            sets: components["schemas"]["ImportedSet"][];
            skipped: {
                [key: string]: number;
            };
            unchanged: number;
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
         * @description A delivery of a notification; mail has no destination, and a notification of the server no account.
         */
        DeliveryView: {
            account_id: string | null;
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
         * Difference
         * @description How much more there is than in the other range; `percentage` is null where that had nothing.
         */
        Difference: {
            difference: number;
            percentage: number | null;
        };
        /**
         * DueCounts
         * @description How many cards wait.
         */
        DueCounts: {
            learning: number;
            new: number;
            review: number;
        };
        /**
         * DueTask
         * @description An open task that is due today or was due before; `subject` is a name.
         */
        DueTask: {
            due_date: string;
            /** Format: uuid */
            id: string;
            is_overdue: boolean;
            priority: string | null;
            status: string | null;
            subject: string | null;
            title: string;
        };
        /**
         * DueTasks
         * @description The tasks that are due, the oldest first, at most 20; `total` counts them, `open` all tasks that are not done.
         */
        DueTasks: {
            items: components["schemas"]["DueTask"][];
            open: number;
            overdue: number;
            total: number;
        };
        /**
         * EntryBody
         * @description An entry of the timetable.
         */
        EntryBody: {
            created_at: string;
            day_of_week: number;
            end_time: string | null;
            /** Format: uuid */
            id: string;
            instructor: string | null;
            is_recurring: boolean | null;
            notes: string | null;
            room: string | null;
            start_time: string | null;
            subject_id: string | null;
            subject_name: string | null;
            term_id: string | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * EntryCitation
         * @description A verbatim quote of a passage: `chunk_id` is that of the passage.
         */
        EntryCitation: {
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
         * EntryFields
         * @description A lesson of every week, in a term or in all weeks.
         */
        EntryFields: {
            /** @description 0 is Sunday. */
            day_of_week: number;
            end_time: string;
            /** @default null */
            instructor: string | null;
            /** @default null */
            notes: string | null;
            /** @default null */
            room: string | null;
            start_time: string;
            /** @default null */
            subject_id: string | null;
            /** @default null */
            subject_name: string | null;
            /** @default null */
            term_id: string | null;
        };
        /** EntryFieldsChanges */
        EntryFieldsChanges: {
            /** @description 0 is Sunday. */
            day_of_week?: number;
            end_time?: string;
            instructor?: string | null;
            notes?: string | null;
            room?: string | null;
            start_time?: string;
            subject_id?: string | null;
            subject_name?: string | null;
            term_id?: string | null;
        };
        /**
         * EventBody
         * @description Something that happened in a room; `to` is the only reader of a message besides its author.
         */
        EventBody: {
            at: string;
            data: Record<string, never>;
            id: string | null;
            /** @enum {unknown} */
            kind: "deletion" | "member" | "message" | "room" | "timer";
            name: string | null;
            number: number;
            to: string | null;
            user_id: string | null;
        };
        /**
         * EventFields
         * @description What a learner says about an event; without a time it takes whole days, up to and with `end_date`.
         */
        EventFields: {
            /** @default null */
            color: string | null;
            /** @default false */
            completed: boolean | null;
            /** @default null */
            description: string | null;
            /** @default null */
            end_date: string | null;
            /** @default null */
            end_time: string | null;
            /** Format: date */
            event_date: string;
            /** @default null */
            event_time: string | null;
            /** @default study */
            event_type: components["schemas"]["EventType"];
            /** @default null */
            location: string | null;
            /** @default null */
            notification_time: number | null;
            /** @default null */
            recurring: boolean | null;
            /** @default null */
            recurring_pattern: string | null;
            /** @default null */
            subject_id: string | null;
            /** @default null */
            subject_name: string | null;
            /** @default null */
            time_zone: string | null;
            /** @description Not blank. */
            title: string;
        };
        /** EventFieldsChanges */
        EventFieldsChanges: {
            color?: string | null;
            completed?: boolean | null;
            description?: string | null;
            end_date?: string | null;
            end_time?: string | null;
            /** Format: date */
            event_date?: string;
            event_time?: string | null;
            event_type?: components["schemas"]["EventType"];
            location?: string | null;
            notification_time?: number | null;
            recurring?: boolean | null;
            recurring_pattern?: string | null;
            subject_id?: string | null;
            subject_name?: string | null;
            time_zone?: string | null;
            /** @description Not blank. */
            title?: string;
        };
        /**
         * EventListBody
         * @description Events in the order of their numbers.
         */
        EventListBody: {
            events: components["schemas"]["EventBody"][];
        };
        /**
         * EventType
         * @description What an event is about.
         * @enum {unknown}
         */
        EventType: "ai_session" | "assignment" | "assignment_due" | "break" | "class" | "deadline" | "exam" | "flashcard" | "meeting" | "quiz" | "reminder" | "study" | "study_session";
        /**
         * ExamBody
         * @description An exam.
         */
        ExamBody: {
            created_at: string;
            description: string | null;
            duration: number | null;
            exam_date: string | null;
            exam_time: string | null;
            /** Format: uuid */
            id: string;
            location: string | null;
            passing_marks: number | null;
            questions: unknown[] | null;
            status: components["schemas"]["ExamStatus"] | null;
            subject_id: string | null;
            title: string;
            total_marks: number | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * ExamFields
         * @description What a learner says about an exam; `duration` is in minutes, `questions` are those of the learner's program.
         */
        ExamFields: {
            /** @default null */
            description: string | null;
            /** @default null */
            duration: number | null;
            /** @default null */
            exam_date: string | null;
            /** @default null */
            exam_time: string | null;
            /** @default null */
            location: string | null;
            /** @default null */
            passing_marks: number | null;
            /** @default [] */
            questions: Record<string, never>[];
            /** @default scheduled */
            status: components["schemas"]["ExamStatus"];
            /** @default null */
            subject_id: string | null;
            /** @description Not blank. */
            title: string;
            /** @default null */
            total_marks: number | null;
        };
        /** ExamFieldsChanges */
        ExamFieldsChanges: {
            description?: string | null;
            duration?: number | null;
            exam_date?: string | null;
            exam_time?: string | null;
            location?: string | null;
            passing_marks?: number | null;
            questions?: Record<string, never>[];
            status?: components["schemas"]["ExamStatus"];
            subject_id?: string | null;
            /** @description Not blank. */
            title?: string;
            total_marks?: number | null;
        };
        /** ExamListBody */
        ExamListBody: {
            exams: components["schemas"]["ExamBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * ExamStatus
         * @description How far an exam is.
         * @enum {unknown}
         */
        ExamStatus: "cancelled" | "completed" | "in_progress" | "scheduled";
        /**
         * ExportBody
         * @description Everything that belongs to an account; `data` has the rows of each table.
         */
        ExportBody: {
            api_tokens: Record<string, never>[];
            audit_log: Record<string, never>[];
            calendar_feeds: Record<string, never>[];
            card_imports: Record<string, never>[];
            card_media: Record<string, never>[];
            card_origins: Record<string, never>[];
            card_reviews: Record<string, never>[];
            card_schedules: Record<string, never>[];
            card_states: Record<string, never>[];
            data: {
                [key: string]: Record<string, never>[];
            };
            exported_at: string;
            files: components["schemas"]["ExportedFile"][];
            format: number;
            generations: Record<string, never>[];
            goal_progress: Record<string, never>[];
            notification_destinations: Record<string, never>[];
            notification_preferences: Record<string, never>[];
            quiet_hours: Record<string, never>[];
            roles: Record<string, never>[];
            room_messages: Record<string, never>[];
            rooms: Record<string, never>[];
            server_notifications: Record<string, never>[];
            session_timers: Record<string, never>[];
            sessions: Record<string, never>[];
            study_days: Record<string, never>[];
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
         * FeedBody
         * @description Whether the account has a feed; its address is shown once, when it is made.
         */
        FeedBody: {
            active: boolean;
            /** @default null */
            created_at: string | null;
            /** @default null */
            read_at: string | null;
        };
        /**
         * ForecastDay
         * @description How many cards will be due on a study day; those that are overdue count for today.
         */
        ForecastDay: {
            cards: number;
            /** Format: date */
            date: string;
        };
        /**
         * GenerationKind
         * @description What is made.
         * @enum {unknown}
         */
        GenerationKind: "cards" | "quiz";
        /**
         * GenerationListBody
         * @description A page of generations, the newest first; `total` counts all of them.
         */
        GenerationListBody: {
            generations: components["schemas"]["ShownGeneration"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * GenerationMethod
         * @description Who makes it: whoever can, an AI provider alone, or nobody but the text.
         * @enum {unknown}
         */
        GenerationMethod: "auto" | "cloze" | "provider";
        /**
         * GenerationState
         * @description How far it is.
         * @enum {unknown}
         */
        GenerationState: "failed" | "queued" | "ready" | "working";
        /**
         * GoalBody
         * @description A goal; `progress` is how much of the target is reached, in per cent from 0 to 100.
         */
        GoalBody: {
            created_at: string;
            current_value: number | null;
            deadline: string | null;
            description: string | null;
            /** Format: uuid */
            id: string;
            progress: number;
            status: components["schemas"]["GoalStatus"] | null;
            subject_id: string | null;
            target_value: number;
            title: string;
            type: components["schemas"]["GoalType"] | null;
            unit: components["schemas"]["GoalUnit"] | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * GoalFields
         * @description What a learner says about a goal.
         */
        GoalFields: {
            /** @default 0 */
            current_value: number;
            /** @default null */
            deadline: string | null;
            /** @default null */
            description: string | null;
            /** @default active */
            status: components["schemas"]["GoalStatus"];
            /** @default null */
            subject_id: string | null;
            target_value: number;
            /** @description Not blank. */
            title: string;
            /** @default weekly */
            type: components["schemas"]["GoalType"];
            /** @default hours */
            unit: components["schemas"]["GoalUnit"];
        };
        /** GoalFieldsChanges */
        GoalFieldsChanges: {
            current_value?: number;
            deadline?: string | null;
            description?: string | null;
            status?: components["schemas"]["GoalStatus"];
            subject_id?: string | null;
            target_value?: number;
            /** @description Not blank. */
            title?: string;
            type?: components["schemas"]["GoalType"];
            unit?: components["schemas"]["GoalUnit"];
        };
        /** GoalListBody */
        GoalListBody: {
            goals: components["schemas"]["GoalBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * GoalProgress
         * @description How far a goal is.
         */
        GoalProgress: {
            goal_title: string;
            progress_percentage: number;
            /** @enum {unknown} */
            status: "ahead" | "behind" | "on_track";
            suggestion: string;
        };
        /**
         * GoalStatus
         * @description Whether a goal counts.
         * @enum {unknown}
         */
        GoalStatus: "active" | "cancelled" | "completed" | "overdue" | "paused";
        /**
         * GoalType
         * @description The time in which a goal is to be reached; a daily, weekly or monthly one begins again.
         * @enum {unknown}
         */
        GoalType: "custom" | "daily" | "monthly" | "semester" | "weekly" | "yearly";
        /**
         * GoalUnit
         * @description What the values of a goal count; the first four follow what is studied.
         * @enum {unknown}
         */
        GoalUnit: "chapters" | "custom" | "hours" | "minutes" | "pages" | "percentage" | "points" | "problems" | "sessions" | "tasks";
        /**
         * HeatMapBody
         * @description The study days of a range that have reviews.
         */
        HeatMapBody: {
            days: components["schemas"]["HeatMapDay"][];
            /** Format: date */
            from: string;
            /** Format: date */
            to: string;
            /** Format: date */
            today: string;
        };
        /**
         * HeatMapDay
         * @description A study day with reviews.
         */
        HeatMapDay: {
            correct: number;
            /** Format: date */
            date: string;
            minutes: number;
            reviews: number;
        };
        /**
         * ImportedSet
         * @description A set that has cards of the file.
         */
        ImportedSet: {
            /** Format: uuid */
            id: string;
            title: string;
        };
        /**
         * ImportFields
         * @description The address of a calendar.
         */
        ImportFields: {
            /** @description An http, https or webcal address. */
            url: string;
        };
        /**
         * Insight
         * @description What numbers show, why it is said, and the numbers; times are in minutes.
         */
        Insight: {
            /** @description Numbers by name. */
            evidence: {
                [key: string]: number | null;
            };
            explanation: string;
            /** @enum {unknown} */
            kind: "best_time" | "focus" | "goals" | "regularity" | "streak" | "subjects" | "tasks" | "time";
            title: string;
            /** @enum {unknown} */
            trend: "negative" | "neutral" | "positive";
        };
        /**
         * InsightListBody
         * @description What the numbers show.
         */
        InsightListBody: {
            analytics: components["schemas"]["StudyReport"];
            generated_at: string;
            insights: components["schemas"]["Insight"][];
            period_days: number;
            /** @enum {unknown} */
            source: "computed" | "provider";
            success: boolean;
        };
        /**
         * InvitationListBody
         * @description The invitations of a room, the newest first.
         */
        InvitationListBody: {
            invitations: components["schemas"]["alcove.apps.study.rooms.schemas.InvitationBody"][];
        };
        /**
         * KeyBody
         * @description A key to store; `provider` names the service, and `expires_at` when the key is not used any more.
         */
        KeyBody: {
            /** @default null */
            expires_at: string | null;
            /**
             * @description 1 to 200 characters; not where the address has it.
             * @default null
             */
            key_name: string | null;
            /** @description At most 8000 bytes; it is never returned. */
            key_value: string;
            /**
             * @description At most 100 characters; the tutor uses keys of openai, claude, gemini, deepseek.
             * @default null
             */
            provider: string | null;
        };
        /**
         * KeyList
         * @description All keys of an owner, by name.
         */
        KeyList: {
            keys: components["schemas"]["KeyState"][];
            total: number;
        };
        /**
         * KeyState
         * @description What is known of a key; `key_version` is the version of the master key, `fingerprint` identifies the key.
         */
        KeyState: {
            created_at: string;
            expires_at: string | null;
            fingerprint: string | null;
            is_active: boolean;
            is_expired: boolean;
            key_name: string;
            key_version: number;
            last_accessed: string | null;
            provider: string | null;
            rotated_at: string | null;
            updated_at: string;
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
         * LessonBody
         * @description A lesson on one day.
         */
        LessonBody: {
            /** Format: date */
            date: string;
            ends_at: string;
            /** Format: uuid */
            id: string;
            instructor: string | null;
            room: string | null;
            starts_at: string;
            title: string;
        };
        /**
         * LessonListBody
         * @description The classes of seven days.
         */
        LessonListBody: {
            classes: components["schemas"]["LessonBody"][];
        };
        /**
         * ListedReview
         * @description A review of the list.
         */
        ListedReview: {
            card_id: string | null;
            duration_ms: number;
            /** Format: uuid */
            id: string;
            rating: components["schemas"]["RatingName"];
            reviewed_at: string;
            state_before: string;
            /** Format: date */
            study_day: string;
        };
        /**
         * ListExportBody
         * @description A list as JSON; the members of a row are the columns of the CSV.
         */
        ListExportBody: {
            exported_at: string;
            name: string;
            rows: Record<string, never>[];
        };
        /**
         * MadeInvitationBody
         * @description An invitation; the code is shown only here.
         */
        MadeInvitationBody: {
            code: string;
            /** Format: uuid */
            id: string;
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
         * MediaBody
         * @description An image or a sound.
         */
        MediaBody: {
            added_at: string;
            media_type: string;
            name: string;
            size: number;
        };
        /**
         * MediaListBody
         * @description A page of images and sounds by name; `total` counts all of them.
         */
        MediaListBody: {
            limit: number;
            media: components["schemas"]["MediaBody"][];
            offset: number;
            total: number;
        };
        /**
         * MemberBody
         * @description A member of a room.
         */
        MemberBody: {
            avatar_url: string | null;
            joined_at: string;
            name: string | null;
            /** @enum {unknown} */
            role: "banned" | "member" | "moderator" | "owner";
            /** Format: uuid */
            user_id: string;
        };
        /**
         * MemberListBody
         * @description A page of members, the first ones first.
         */
        MemberListBody: {
            limit: number;
            members: components["schemas"]["MemberBody"][];
            offset: number;
            total: number;
        };
        /**
         * MessageBody
         * @description A message to the room, or with `to` to one member; a repeated `id` stores nothing new.
         */
        MessageBody: {
            id: string;
            text: string;
            /** @default null */
            to: string | null;
        };
        /**
         * MethodUsed
         * @description Who has made it.
         * @enum {unknown}
         */
        MethodUsed: "cloze" | "mixed" | "provider";
        /**
         * Motivation
         * @description What goes well, and what could be better.
         */
        Motivation: {
            encouraging_message: string;
            growth_areas: string[];
            strengths: string[];
        };
        /**
         * NativeErrorBody
         * @description An error response; `code` is stable, `message` is for people, `fields` says what is wrong with which field.
         *
         *         `error` is the message once more, for programs that sign their requests.
         */
        NativeErrorBody: {
            code: string;
            /** @default null */
            details: string | null;
            /** @default null */
            error: string | null;
            /** @default null */
            fields: {
                [key: string]: string;
            } | null;
            message: string;
            request_id: string;
        };
        /**
         * NewClientBody
         * @description The program that was registered; its key is never shown again.
         */
        NewClientBody: {
            /** Format: uuid */
            id: string;
            key: string;
            name: string;
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
         * NewFeedBody
         * @description A new feed; whoever knows the address can read the calendar.
         */
        NewFeedBody: {
            created_at: string;
            url: string;
        };
        /**
         * NewInvitationBody
         * @description An invitation to make.
         */
        NewInvitationBody: {
            /** @default 168 */
            hours: number;
            /** @default 1 */
            uses: number;
        };
        /**
         * NewRoomBody
         * @description A room to create; every account may find and join one that is open.
         */
        NewRoomBody: {
            /** @default null */
            capacity: number | null;
            /** @default  */
            description: string;
            /** @default false */
            is_open: boolean;
            name: string;
        };
        /**
         * NextAction
         * @description What to do next.
         */
        NextAction: {
            action: string;
            /** @enum {unknown} */
            effort_level: "high" | "low" | "medium";
            expected_impact: string;
        };
        /**
         * NotificationBody
         * @description A notification.
         */
        NotificationBody: {
            action_url: string | null;
            created_at: string;
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            message: string;
            metadata: Record<string, never> | null;
            read: boolean | null;
            title: string;
            type: components["schemas"]["NotificationType"] | null;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * NotificationFields
         * @description What a caller writes; `action_url` is where a page leads, and an expired notification is not shown.
         */
        NotificationFields: {
            /** @default null */
            action_url: string | null;
            /** @default null */
            expires_at: string | null;
            message: string;
            /** @default {} */
            metadata: Record<string, never>;
            /** @default false */
            read: boolean;
            /** @description Not blank. */
            title: string;
            /** @default info */
            type: components["schemas"]["NotificationType"];
        };
        /** NotificationFieldsChanges */
        NotificationFieldsChanges: {
            action_url?: string | null;
            expires_at?: string | null;
            message?: string;
            metadata?: Record<string, never>;
            read?: boolean;
            /** @description Not blank. */
            title?: string;
            type?: components["schemas"]["NotificationType"];
        };
        /** NotificationListBody */
        NotificationListBody: {
            limit: number;
            notifications: components["schemas"]["NotificationBody"][];
            offset: number;
            total: number;
        };
        /**
         * NotificationType
         * @description What a notification is about.
         * @enum {unknown}
         */
        NotificationType: "error" | "info" | "reminder" | "success" | "warning";
        /**
         * NumberBody
         * @description The number of an event.
         */
        NumberBody: {
            number: number;
        };
        /**
         * PassageBody
         * @description A passage with what stands before and after it; `position` counts from 0 and is null for a message.
         *
         *         `offset` is where `quote` of the query begins in the passage, in characters, null where it is not in it.
         */
        PassageBody: {
            content: string;
            /** Format: uuid */
            id: string;
            /** @enum {unknown} */
            kind: "card" | "material" | "message";
            /** Format: uuid */
            material_id: string;
            next: string | null;
            offset: number | null;
            page: number | null;
            position: number | null;
            previous: string | null;
            title: string;
        };
        /**
         * Phase
         * @description What the members do.
         * @enum {unknown}
         */
        Phase: "break" | "long_break" | "work";
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
         * PreviewBody
         * @description When a card would be due after a review now, by rating.
         */
        PreviewBody: {
            again: string;
            easy: string;
            good: string;
            hard: string;
        };
        /**
         * PriorityRecommendation
         * @description What to do, step by step.
         */
        PriorityRecommendation: {
            action_items: string[];
            description: string;
            expected_impact: string;
            /** @enum {unknown} */
            priority: "high" | "low" | "medium";
            title: string;
        };
        /**
         * ProfileBody
         * @description A profile; `study_streak` is in days, `total_study_time` in minutes. `id` and `user_id` are the account's.
         */
        ProfileBody: {
            academic_level: components["schemas"]["AcademicLevel"] | null;
            avatar_url: string | null;
            created_at: string;
            date_of_birth: string | null;
            email: string | null;
            first_name: string | null;
            full_name: string | null;
            /** Format: uuid */
            id: string;
            language: string | null;
            last_name: string | null;
            onboarding_completed: boolean | null;
            study_streak: number | null;
            subscription_tier: string | null;
            timezone: string | null;
            total_study_time: number | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * ProfileFields
         * @description What people say about themselves; `full_name` alone is split into first and last name.
         */
        ProfileFields: {
            /** @default high_school */
            academic_level: components["schemas"]["AcademicLevel"] | null;
            /** @default null */
            avatar_url: string | null;
            /** @default null */
            date_of_birth: string | null;
            /** @default null */
            first_name: string | null;
            /** @default null */
            full_name: string | null;
            /** @default en */
            language: string;
            /** @default null */
            last_name: string | null;
            /** @default false */
            onboarding_completed: boolean;
            /**
             * @description Name of a time zone, such as Europe/Berlin.
             * @default UTC
             */
            timezone: string;
        };
        /**
         * ProfileSummary
         * @description The part of a profile that an account is shown with.
         */
        ProfileSummary: {
            avatar_url: string | null;
            full_name: string | null;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            user_id: string;
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
         * ProviderTestBody
         * @description How the call ended; `message` says what to do where it failed.
         */
        ProviderTestBody: {
            /** @default null */
            cost_usd: number | null;
            message: string;
            /** @default null */
            model: string | null;
            ok: boolean;
            /** @enum {unknown} */
            outcome: "auth_failed" | "bad_answer" | "cancelled" | "connection_lost" | "filtered" | "incomplete" | "not_called" | "ok" | "rate_limited" | "server_error" | "timeout";
            provider: string;
        };
        /**
         * QuestionBody
         * @description A question of a request; `id` and a missing `answer` refer to a question that the quiz has already.
         *
         *         `answer` is an option or its index, counted from 0, or a list of them (multiple_choice); true or false (true_false);
         *         the accepted text or a list of them (short_answer); a text or list of texts for every gap (cloze).
         */
        QuestionBody: {
            answer?: unknown;
            /** @default  */
            explanation: string;
            /** @default null */
            id: string | null;
            /** @default [] */
            options: string[];
            /** @default 1 */
            points: number;
            question: string;
            /** @default  */
            quote: string;
            /** @default null */
            source: components["schemas"]["Source"] | null;
            type: components["schemas"]["QuestionType"];
        };
        /**
         * QuestionType
         * @description How a question is answered.
         * @enum {unknown}
         */
        QuestionType: "cloze" | "multiple_choice" | "short_answer" | "true_false";
        /**
         * QueueBody
         * @description The cards to review now, in this order; `next_due_at` is when the next one will be due.
         */
        QueueBody: {
            cards: components["schemas"]["CardBody"][];
            counts: components["schemas"]["DueCounts"];
            next_due_at: string | null;
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
         * QuizBody
         * @description A quiz; `time_limit` is in minutes, `passing_score` in per cent.
         */
        QuizBody: {
            /** @default null */
            description: string | null;
            /** @default 70 */
            passing_score: number;
            questions: components["schemas"]["QuestionBody"][];
            /** @default null */
            subject_id: string | null;
            /** @default null */
            time_limit: number | null;
            title: string;
        };
        /**
         * QuizChangeBody
         * @description What to change; what is missing stays as it is.
         */
        QuizChangeBody: {
            /** @default null */
            description: string | null;
            /** @default null */
            passing_score: number | null;
            /** @default null */
            questions: components["schemas"]["QuestionBody"][] | null;
            /** @default null */
            subject_id: string | null;
            /** @default null */
            time_limit: number | null;
            /** @default null */
            title: string | null;
        };
        /**
         * QuizListBody
         * @description A page of quizzes, the newest first; `total` counts all of them.
         */
        QuizListBody: {
            limit: number;
            offset: number;
            quizzes: components["schemas"]["QuizSummary"][];
            total: number;
        };
        /**
         * QuizOptionsBody
         * @description Which quiz is wanted; `types` are those of its questions.
         */
        QuizOptionsBody: {
            /** @default 10 */
            count: number;
            /** @default auto */
            method: components["schemas"]["GenerationMethod"];
            /** @default  */
            title: string;
            /** @default [] */
            types: components["schemas"]["QuestionType"][];
        };
        /**
         * QuizSummary
         * @description A quiz of a list.
         */
        QuizSummary: {
            attempts: number;
            best_score: number | null;
            created_at: string;
            description: string | null;
            /** Format: uuid */
            id: string;
            last_attempt_at: string | null;
            passing_score: number | null;
            subject_id: string | null;
            time_limit: number | null;
            title: string;
            total_questions: number | null;
            updated_at: string;
        };
        /**
         * RatingName
         * @description How well the learner recalled a card.
         * @enum {unknown}
         */
        RatingName: "again" | "easy" | "good" | "hard";
        /**
         * ReadBody
         * @description The number of notifications that were unread before.
         */
        ReadBody: {
            read: number;
        };
        /**
         * Reason
         * @description Why something is recommended: the member of the recommendations that it explains, and the numbers.
         */
        Reason: {
            /** @description Numbers by name. */
            evidence: {
                [key: string]: number | null;
            };
            explains: string;
            explanation: string;
        };
        /**
         * Recommendation
         * @description What to do, of an analysis.
         */
        Recommendation: {
            /** @enum {unknown} */
            category: "goals" | "habits" | "productivity" | "time_management";
            description: string;
            /** @enum {unknown} */
            priority: "high" | "low" | "medium";
            title: string;
        };
        /**
         * RecommendationBody
         * @description What to do, and why.
         */
        RecommendationBody: {
            generated_at: string;
            period_days: number;
            reasons: components["schemas"]["Reason"][];
            recommendations: components["schemas"]["StudyRecommendations"];
            /** @enum {unknown} */
            source: "computed" | "provider";
            success: boolean;
        };
        /**
         * RecurrenceBody
         * @description How a task recurs; `next_due` is when the next one will be due, if this one were completed now.
         */
        RecurrenceBody: {
            continued_at: string | null;
            next_due: string | null;
            rule: string;
            start_date: string | null;
            /** Format: uuid */
            task_id: string;
            time_zone: string;
        };
        /**
         * RecurrenceFields
         * @description How a task recurs.
         */
        RecurrenceFields: {
            /** @description RRULE of RFC 5545, or a word such as weekly. */
            rule: string;
            /** @default null */
            time_zone: string | null;
        };
        /**
         * ReportSummary
         * @description Sums of the last 30 days: times in minutes, completed tasks in per cent.
         */
        ReportSummary: {
            average_session_length: number;
            completion_rate: number;
            most_productive_times: string[];
            total_study_time: number;
        };
        /**
         * Retention
         * @description How many reviews of learned cards recalled them; `expected` is what the schedule expects now of all cards.
         */
        Retention: {
            expected: number | null;
            rate: number | null;
            recalled: number;
            reviews: number;
            wanted: number;
        };
        /**
         * ReviewBody
         * @description A review, and the schedule of its card; `duplicate` says that the review had been stored before.
         */
        ReviewBody: {
            card: components["schemas"]["ScheduleBody"];
            /** Format: uuid */
            card_id: string;
            duplicate: boolean;
            duration_ms: number;
            /** Format: uuid */
            id: string;
            rating: components["schemas"]["RatingName"];
            reviewed_at: string;
            /** Format: date */
            study_day: string;
            undone: boolean;
        };
        /**
         * ReviewCounts
         * @description Reviews of the period by rating.
         */
        ReviewCounts: {
            again: number;
            days_studied: number;
            easy: number;
            good: number;
            hard: number;
            minutes: number;
            today: number;
            total: number;
        };
        /**
         * ReviewFields
         * @description A review: `id` is chosen by the client, so that it can be sent again; without an instant it is now.
         */
        ReviewFields: {
            /** Format: uuid */
            card_id: string;
            /**
             * @description Milliseconds.
             * @default 0
             */
            duration_ms: number;
            /** Format: uuid */
            id: string;
            rating: components["schemas"]["RatingName"];
            /** @default null */
            reviewed_at: string | null;
        };
        /**
         * ReviewListBody
         * @description A page of reviews; `next_before` is the parameter of the next page.
         */
        ReviewListBody: {
            limit: number;
            next_before: number | null;
            reviews: components["schemas"]["ListedReview"][];
        };
        /**
         * RoleBody
         * @description The new role of a member; a new owner makes the old one a moderator.
         */
        RoleBody: {
            /** @enum {unknown} */
            role: "member" | "moderator" | "owner";
        };
        /**
         * RoomBody
         * @description A room; `role` is that of the caller, null for one that the caller may join.
         */
        RoomBody: {
            capacity: number;
            created_at: string;
            description: string;
            /** Format: uuid */
            id: string;
            is_open: boolean;
            last_number: number;
            members: number;
            name: string;
            role: ("member" | "moderator" | "owner") | null;
            updated_at: string;
        };
        /**
         * RoomChangeBody
         * @description What of a room changes.
         */
        RoomChangeBody: {
            /** @default null */
            capacity: number | null;
            /** @default null */
            description: string | null;
            /** @default null */
            is_open: boolean | null;
            /** @default null */
            name: string | null;
        };
        /**
         * RoomListBody
         * @description A page of rooms, the newest first.
         */
        RoomListBody: {
            limit: number;
            offset: number;
            rooms: components["schemas"]["RoomBody"][];
            total: number;
        };
        /**
         * RotateBody
         * @description What to rotate: new data keys for the caller's keys, or for one of them; `master` makes a new master key.
         */
        RotateBody: {
            /** @default null */
            key_name: string | null;
            /**
             * @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners.
             * @default account
             */
            owner: string;
            /**
             * @default keys
             * @enum {unknown}
             */
            scope: "keys" | "master";
        };
        /**
         * RotationBody
         * @description What was rotated; `unreadable` are keys that cannot be decrypted, `state` is `queued` for a master key.
         */
        RotationBody: {
            /** @default null */
            keys: string[] | null;
            /** @default null */
            rotated: number | null;
            /** @default null */
            state: "queued" | null;
            /** @default null */
            unreadable: string[] | null;
        };
        /**
         * Schedule
         * @description When to study.
         */
        Schedule: {
            best_study_times: string[];
            break_recommendations: string;
            suggested_session_length: string;
        };
        /**
         * ScheduleBody
         * @description The schedule of a card after a review.
         */
        ScheduleBody: {
            due_at: string | null;
            lapses: number;
            memory_difficulty: number | null;
            stability: number | null;
            state: string;
        };
        /**
         * SecurityAlertBody
         * @description Many security events of one kind, of one account or address.
         */
        SecurityAlertBody: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            /** @description The events in the period of the threshold, when they were most. */
            count: number;
            created_at: string;
            escalated_at: string | null;
            first_seen: string;
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["SecurityKind"];
            last_seen: string;
            /** @enum {unknown} */
            severity: "critical" | "high" | "low" | "medium";
            /** @description The id of an account, an address, or what else the events have in common. */
            subject: string;
        };
        /**
         * SecurityAlertList
         * @description A page of alerts, the newest first.
         */
        SecurityAlertList: {
            alerts: components["schemas"]["SecurityAlertBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * SecurityKind
         * @description The kinds of security events.
         * @enum {unknown}
         */
        SecurityKind: "export" | "failed_sign_in" | "forged_token" | "rate_limited" | "refused_permission" | "refused_signature" | "severe_report" | "vault_read" | "vault_unreadable";
        /**
         * SessionBody
         * @description A session; durations are in minutes, `subject` is a name, `study_day` the day to which a completed one counts.
         *
         *         Its timer had run for `active_seconds` at its last change, and runs since `running_since` if it does.
         */
        SessionBody: {
            active_seconds: number;
            break_duration: number | null;
            completed: boolean | null;
            created_at: string;
            description: string | null;
            distractions: number | null;
            duration: number | null;
            end_time: string | null;
            focus_score: number | null;
            /** Format: uuid */
            id: string;
            notes: string | null;
            planned_duration: number | null;
            pomodoro_count: number | null;
            running_since: string | null;
            start_time: string | null;
            status: components["schemas"]["SessionStatus"] | null;
            study_day: string | null;
            subject: string | null;
            subject_id: string | null;
            title: string;
            type: components["schemas"]["SessionType"] | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * SessionFields
         * @description What a learner says about a session; a session with an end is completed unless `status` says otherwise.
         *
         *         Without `duration` it is the time from start to end, in minutes. Without a title it is the subject's name.
         */
        SessionFields: {
            /** @default 0 */
            break_duration: number | null;
            /** @default null */
            description: string | null;
            /** @default 0 */
            distractions: number | null;
            /** @default 0 */
            duration: number | null;
            /** @default null */
            end_time: string | null;
            /** @default null */
            focus_score: number | null;
            /** @default null */
            notes: string | null;
            /** @default null */
            planned_duration: number | null;
            /** @default 0 */
            pomodoro_count: number | null;
            /** @default null */
            start_time: string | null;
            /** @default planned */
            status: components["schemas"]["SessionStatus"];
            /** @default null */
            subject: string | null;
            /** @default null */
            subject_id: string | null;
            /** @default null */
            title: string | null;
            /** @default focus */
            type: components["schemas"]["SessionType"];
        };
        /** SessionFieldsChanges */
        SessionFieldsChanges: {
            break_duration?: number | null;
            description?: string | null;
            distractions?: number | null;
            duration?: number | null;
            end_time?: string | null;
            focus_score?: number | null;
            notes?: string | null;
            planned_duration?: number | null;
            pomodoro_count?: number | null;
            start_time?: string | null;
            status?: components["schemas"]["SessionStatus"];
            subject?: string | null;
            subject_id?: string | null;
            title?: string | null;
            type?: components["schemas"]["SessionType"];
        };
        /**
         * SessionStatus
         * @description How far a session is.
         * @enum {unknown}
         */
        SessionStatus: "active" | "cancelled" | "completed" | "paused" | "planned";
        /**
         * SessionType
         * @description What is done in a session.
         * @enum {unknown}
         */
        SessionType: "ai_tutoring" | "assignment" | "exam_prep" | "focus" | "memorization" | "practice" | "problem_solving" | "reading" | "research" | "review" | "writing";
        /**
         * SetBody
         * @description A set of cards, with how many of them are due and how many are new.
         */
        SetBody: {
            created_at: string;
            description: string | null;
            due_cards: number;
            /** Format: uuid */
            id: string;
            is_public: boolean | null;
            new_cards: number;
            subject_id: string | null;
            title: string;
            total_cards: number | null;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * SetFields
         * @description What a learner says about a set of cards; everybody may read the cards of a public one.
         */
        SetFields: {
            /** @default null */
            description: string | null;
            /** @default false */
            is_public: boolean;
            /** @default null */
            subject_id: string | null;
            /** @description Not blank. */
            title: string;
        };
        /** SetFieldsChanges */
        SetFieldsChanges: {
            description?: string | null;
            is_public?: boolean;
            subject_id?: string | null;
            /** @description Not blank. */
            title?: string;
        };
        /** SetOfCardsListBody */
        SetOfCardsListBody: {
            limit: number;
            offset: number;
            sets: components["schemas"]["SetBody"][];
            total: number;
        };
        /**
         * ShownAttempt
         * @description An attempt; results and right answers are there when it has ended. `time_taken` is in seconds.
         */
        ShownAttempt: {
            answers: Record<string, never>;
            /** @default null */
            completed_at: string | null;
            /** @default null */
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            /** @default null */
            max_points: number | null;
            /** @default null */
            passed: boolean | null;
            /** @default null */
            points: number | null;
            questions: components["schemas"]["ShownQuestion"][];
            /** Format: uuid */
            quiz_id: string;
            /** @default null */
            score: number | null;
            started_at: string | null;
            state: string;
            /** @default null */
            time_taken: number | null;
        };
        /**
         * ShownGeneration
         * @description A generation; `progress` is in per cent, `reason` says why it failed or which part no provider has written.
         */
        ShownGeneration: {
            created_at: string;
            /** Format: uuid */
            id: string;
            item_count: number;
            kind: components["schemas"]["GenerationKind"];
            /** Format: uuid */
            material_id: string;
            method: components["schemas"]["MethodUsed"] | null;
            progress: number;
            quiz_id: string | null;
            reason: string | null;
            rejected_count: number;
            set_id: string | null;
            state: components["schemas"]["GenerationState"];
            updated_at: string;
        };
        /**
         * ShownQuestion
         * @description A question; with its answer, explanation and quote where they may be seen, and the result of an attempt.
         *
         *         `multiple` says that several options are right, of which all have to be chosen.
         */
        ShownQuestion: {
            /** @default null */
            answer: unknown;
            /** @default null */
            earned_points: number | null;
            /** @default  */
            explanation: string;
            id: string;
            /** @default null */
            is_correct: boolean | null;
            /** @default false */
            multiple: boolean;
            /** @default [] */
            options: string[];
            points: number;
            question: string;
            /** @default  */
            quote: string;
            /** @default null */
            source: components["schemas"]["Source"] | null;
            type: components["schemas"]["QuestionType"];
        };
        /**
         * ShownQuiz
         * @description A quiz; the answers of its questions are there if they were requested.
         */
        ShownQuiz: {
            created_at: string;
            description: string | null;
            /** Format: uuid */
            id: string;
            passing_score: number;
            questions: components["schemas"]["ShownQuestion"][];
            subject_id: string | null;
            time_limit: number | null;
            title: string;
            total_questions: number;
            updated_at: string;
        };
        /**
         * Source
         * @description The passage of a material that a question or card was made from.
         */
        Source: {
            /** Format: uuid */
            material_id: string;
            /** @default null */
            page: number | null;
            /** Format: uuid */
            passage_id: string;
            /** @default  */
            title: string;
        };
        /**
         * StatisticsBody
         * @description What the reviews of a period and the cards show.
         */
        StatisticsBody: {
            cards: components["schemas"]["CardCounts"];
            forecast: components["schemas"]["ForecastDay"][];
            period_days: number;
            retention: components["schemas"]["Retention"];
            reviews: components["schemas"]["ReviewCounts"];
            /** Format: date */
            today: string;
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
         * Streak
         * @description Runs of study days; the current one is 0 when neither today nor yesterday has a session.
         */
        Streak: {
            current: number;
            last_study_date: string | null;
            longest: number;
            start_date: string | null;
            total_study_days: number;
        };
        /**
         * StudyRecommendations
         * @description Recommendations, as the function ai-study-recommendations returns them.
         */
        StudyRecommendations: {
            learning_techniques: components["schemas"]["Technique"][];
            motivational_insights: components["schemas"]["Motivation"];
            priority_recommendations: components["schemas"]["PriorityRecommendation"][];
            schedule_optimization: components["schemas"]["Schedule"];
            subject_focus: components["schemas"]["SubjectFocus"][];
        };
        /**
         * StudyReport
         * @description A study report, as the function ai-study-analytics returns it.
         */
        StudyReport: {
            goal_progress: components["schemas"]["GoalProgress"][];
            next_actions: components["schemas"]["NextAction"][];
            patterns: components["schemas"]["alcove.apps.study.study_reports.shapes.Pattern"][];
            recommendations: components["schemas"]["Recommendation"][];
            summary: components["schemas"]["ReportSummary"];
        };
        /** StudySessionListBody */
        StudySessionListBody: {
            limit: number;
            offset: number;
            study_sessions: components["schemas"]["SessionBody"][];
            total: number;
        };
        /**
         * SubjectBody
         * @description A subject.
         */
        SubjectBody: {
            color: string | null;
            created_at: string;
            description: string | null;
            icon: string | null;
            /** Format: uuid */
            id: string;
            is_archived: boolean | null;
            name: string;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * SubjectFields
         * @description What a learner says about a subject; its name is unique among theirs.
         */
        SubjectFields: {
            /** @default #3B82F6 */
            color: string | null;
            /** @default null */
            description: string | null;
            /** @default null */
            icon: string | null;
            /** @default false */
            is_archived: boolean;
            /** @description Not blank. */
            name: string;
        };
        /** SubjectFieldsChanges */
        SubjectFieldsChanges: {
            color?: string | null;
            description?: string | null;
            icon?: string | null;
            is_archived?: boolean;
            /** @description Not blank. */
            name?: string;
        };
        /**
         * SubjectFocus
         * @description What to do in one subject.
         */
        SubjectFocus: {
            focus_areas: string[];
            recommended_hours_per_week: number;
            study_methods: string[];
            subject: string;
        };
        /** SubjectListBody */
        SubjectListBody: {
            limit: number;
            offset: number;
            subjects: components["schemas"]["SubjectBody"][];
            total: number;
        };
        /**
         * TaskBody
         * @description A task; `completed_at` is when it was completed, `recurrence` the rule by which it recurs.
         */
        TaskBody: {
            actual_duration: number | null;
            assignment_type: string | null;
            attachments: string | null;
            completed_at: string | null;
            created_at: string;
            description: string | null;
            due_date: string | null;
            estimated_duration: number | null;
            /** Format: uuid */
            id: string;
            points: number | null;
            priority: components["schemas"]["TaskPriority"] | null;
            recurrence: string | null;
            status: components["schemas"]["TaskStatus"] | null;
            subject_id: string | null;
            tags: string[] | null;
            title: string;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * TaskFields
         * @description What a learner says about a task; durations are in minutes.
         */
        TaskFields: {
            /** @default null */
            actual_duration: number | null;
            /** @default null */
            assignment_type: string | null;
            /** @default null */
            attachments: string | null;
            /** @default null */
            completed_at: string | null;
            /** @default null */
            description: string | null;
            /** @default null */
            due_date: string | null;
            /** @default null */
            estimated_duration: number | null;
            /** @default null */
            points: number | null;
            /** @default medium */
            priority: components["schemas"]["TaskPriority"];
            /** @default todo */
            status: components["schemas"]["TaskStatus"];
            /** @default null */
            subject_id: string | null;
            /** @default [] */
            tags: string[];
            /** @description Not blank. */
            title: string;
        };
        /** TaskFieldsChanges */
        TaskFieldsChanges: {
            actual_duration?: number | null;
            assignment_type?: string | null;
            attachments?: string | null;
            completed_at?: string | null;
            description?: string | null;
            due_date?: string | null;
            estimated_duration?: number | null;
            points?: number | null;
            priority?: components["schemas"]["TaskPriority"];
            status?: components["schemas"]["TaskStatus"];
            subject_id?: string | null;
            tags?: string[];
            /** @description Not blank. */
            title?: string;
        };
        /** TaskListBody */
        TaskListBody: {
            limit: number;
            offset: number;
            tasks: components["schemas"]["TaskBody"][];
            total: number;
        };
        /**
         * TaskPriority
         * @description How important a task is.
         * @enum {unknown}
         */
        TaskPriority: "high" | "low" | "medium" | "urgent";
        /**
         * TaskStatus
         * @description How far a task is.
         * @enum {unknown}
         */
        TaskStatus: "cancelled" | "completed" | "in_progress" | "on_hold" | "pending" | "todo";
        /**
         * Technique
         * @description A way to learn.
         */
        Technique: {
            best_for: string[];
            description: string;
            technique: string;
        };
        /**
         * TermBody
         * @description A term.
         */
        TermBody: {
            created_at: string;
            /** Format: date */
            end_date: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** Format: date */
            start_date: string;
            updated_at: string;
            /** Format: uuid */
            user_id: string;
        };
        /**
         * TermFields
         * @description A term, with its first and its last day.
         */
        TermFields: {
            /** Format: date */
            end_date: string;
            /** @description Not blank. */
            name: string;
            /** Format: date */
            start_date: string;
        };
        /** TermFieldsChanges */
        TermFieldsChanges: {
            /** Format: date */
            end_date?: string;
            /** @description Not blank. */
            name?: string;
            /** Format: date */
            start_date?: string;
        };
        /** TermListBody */
        TermListBody: {
            limit: number;
            offset: number;
            terms: components["schemas"]["TermBody"][];
            total: number;
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
        /**
         * TicketBody
         * @description A ticket, which opens one websocket at `path` within `expires_in` seconds.
         */
        TicketBody: {
            expires_in: number;
            path: string;
            ticket: string;
        };
        /**
         * TimerAction
         * @description What a member does with the timer; each of them is possible in every state.
         * @enum {unknown}
         */
        TimerAction: "pause" | "reset" | "resume" | "skip" | "start";
        /**
         * TimerActionBody
         * @description An action on the timer; the durations count for start and reset.
         */
        TimerActionBody: {
            action: components["schemas"]["TimerAction"];
            /** @default 5 */
            break_minutes: number;
            /** @default 15 */
            long_break_minutes: number;
            /** @default 4 */
            rounds: number;
            /** @default 25 */
            work_minutes: number;
        };
        /**
         * TimerBody
         * @description The timer: `remaining_ms` was left at `as_of`; `ends_at` is null unless it runs.
         */
        TimerBody: {
            as_of: string;
            break_minutes: number;
            ends_at: string | null;
            long_break_minutes: number;
            phase: components["schemas"]["Phase"];
            remaining_ms: number;
            round: number;
            rounds: number;
            state: components["schemas"]["TimerState"];
            work_minutes: number;
        };
        /**
         * TimerState
         * @description Whether the time of a phase passes.
         * @enum {unknown}
         */
        TimerState: "paused" | "running" | "stopped";
        /** TimetableEntryListBody */
        TimetableEntryListBody: {
            entries: components["schemas"]["EntryBody"][];
            limit: number;
            offset: number;
            total: number;
        };
        /**
         * TodayBody
         * @description What is due on the learner's study day; `minutes` is what was studied on it.
         */
        TodayBody: {
            cards: components["schemas"]["DueCounts"];
            events: components["schemas"]["TodayEvent"][];
            goals: components["schemas"]["TodayGoal"][];
            minutes: number;
            session: components["schemas"]["TodaySession"] | null;
            streak: components["schemas"]["TodayStreak"];
            tasks: components["schemas"]["DueTasks"];
            timezone: string;
            /** Format: date */
            today: string;
        };
        /**
         * TodayEvent
         * @description An event, a class or an exam of the day; `kind` says which, and whole days have no times.
         */
        TodayEvent: {
            ends_at: string | null;
            /** Format: uuid */
            id: string;
            kind: string;
            location: string | null;
            starts_at: string | null;
            title: string;
        };
        /**
         * TodayGoal
         * @description An active goal; `progress` is in per cent.
         */
        TodayGoal: {
            current_value: number;
            /** Format: uuid */
            id: string;
            progress: number;
            target_value: number;
            title: string;
            type: string | null;
            unit: string | null;
        };
        /**
         * TodaySession
         * @description The session that runs or is paused, otherwise the next planned one.
         */
        TodaySession: {
            /** Format: uuid */
            id: string;
            planned_duration: number | null;
            start_time: string | null;
            status: string;
            subject: string | null;
            title: string;
        };
        /**
         * TodayStreak
         * @description Runs of study days; the current one is 0 when neither today nor yesterday has a session.
         */
        TodayStreak: {
            current: number;
            longest: number;
        };
        /**
         * TutorChoices
         * @description What an account has chosen: with `only_materials` no question is sent to an AI provider.
         */
        TutorChoices: {
            only_materials: boolean;
        };
        /**
         * UnreadBody
         * @description The number of notifications that are neither read nor expired.
         */
        UnreadBody: {
            unread: number;
        };
        /**
         * UserBody
         * @description An account with its profile.
         */
        UserBody: {
            created_at: string | null;
            email: string | null;
            /** Format: uuid */
            id: string;
            profile: components["schemas"]["ProfileSummary"];
            updated_at: string | null;
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
    get_api_achievements: {
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
                    "application/json": components["schemas"]["AchievementListBody"];
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
    delete_api_achievements_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    post_api_ai_chat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatBody"];
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
            /** @description There is no such chat, or it belongs to another account. The chat has no such question any more, so that nothing can be asked in its place. */
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
    get_api_ai_chats: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                q?: string;
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
                    "application/json": components["schemas"]["ChatListBody"];
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
    post_api_ai_chats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatDetails"];
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
    get_api_ai_chats_id: {
        parameters: {
            query?: {
                before?: string;
                before_id?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["ChatDetails"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    delete_api_ai_chats_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_ai_chats_id: {
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
                "application/json": components["schemas"]["ChatChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatDetails"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    get_api_ai_chats_id_export: {
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    post_api_ai_providers_name_test: {
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
                    "application/json": components["schemas"]["ProviderTestBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There were too many requests; Retry-After says when the next one is allowed. The budget is spent; Retry-After says when it renews, at most a day. */
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
            /** @description The limit of questions cannot be checked now; Retry-After says when to try again. */
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
    get_api_ai_settings: {
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
                    "application/json": components["schemas"]["TutorChoices"];
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
    put_api_ai_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TutorChoices"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TutorChoices"];
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
    get_api_alerts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description `open` for those that nobody has acknowledged, or `all`. */
                state?: "all" | "open";
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
                    "application/json": components["schemas"]["SecurityAlertList"];
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
    post_api_alerts_id_acknowledge: {
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
                    "application/json": components["schemas"]["SecurityAlertBody"];
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
            /** @description There is no alert with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no alert with this id.",
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
    get_api_analytics: {
        parameters: {
            query?: {
                compare?: "previous" | "year" | "none";
                from?: string;
                period?: string;
                subject_id?: string;
                to?: string;
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
                    "application/json": components["schemas"]["AnalyticsBody"];
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
    get_api_calendar: {
        parameters: {
            query?: {
                completed?: string;
                /** @description First day of the range. */
                from?: string;
                limit?: number;
                offset?: number;
                subject_id?: string;
                /** @description Last day of the range, at most 400 days later. */
                to?: string;
                /** @description Types of events, with commas. */
                type?: string;
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
                    "application/json": components["schemas"]["CalendarEventListBody"];
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
            /** @description The range has more occurrences than one answer may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RANGE_TOO_LARGE",
                     *       "message": "The range has more occurrences than one answer may have.",
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
    post_api_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarEventBody"];
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
            /** @description The account has as many events as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CALENDAR_FULL",
                     *       "message": "The account has as many events as it may have.",
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
    get_api_calendar_id: {
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
                    "application/json": components["schemas"]["CalendarEventBody"];
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
            /** @description The account has no such event, or it does not take place on the date. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such event, or it does not take place on the date.",
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
    put_api_calendar_id: {
        parameters: {
            query?: {
                /** @description The occurrence's original_date. */
                date?: string;
                /** @description this, following or all. */
                scope?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarEventBody"];
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
            /** @description The account has no such event, or it does not take place on the date. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such event, or it does not take place on the date.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has as many events as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CALENDAR_FULL",
                     *       "message": "The account has as many events as it may have.",
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
    delete_api_calendar_id: {
        parameters: {
            query?: {
                /** @description The occurrence's original_date. */
                date?: string;
                /** @description this, following or all. */
                scope?: string;
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description The account has no such event, or it does not take place on the date. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such event, or it does not take place on the date.",
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
    patch_api_calendar_id: {
        parameters: {
            query?: {
                /** @description The occurrence's original_date. */
                date?: string;
                /** @description this, following or all. */
                scope?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarEventBody"];
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
            /** @description The account has no such event, or it does not take place on the date. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such event, or it does not take place on the date.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has as many events as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CALENDAR_FULL",
                     *       "message": "The account has as many events as it may have.",
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
    get_api_calendar_conflicts: {
        parameters: {
            query?: {
                /** @description First day of the range. */
                from?: string;
                /** @description Last day of the range, at most 400 days later. */
                to?: string;
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
                    "application/json": components["schemas"]["ConflictListBody"];
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
            /** @description The range has more occurrences than one answer may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "RANGE_TOO_LARGE",
                     *       "message": "The range has more occurrences than one answer may have.",
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
    get_api_calendar_export: {
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
                    /** @description The version of the file. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar; charset=utf-8": string;
                };
            };
            /** @description The file is the one of If-None-Match. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description There is no feed with this token, or the account has none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no feed with this token, or the account has none.",
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
    get_api_calendar_feed: {
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
                    "application/json": components["schemas"]["FeedBody"];
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
    post_api_calendar_feed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
                    "application/json": components["schemas"]["NewFeedBody"];
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
    delete_api_calendar_feed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
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
            /** @description There is no feed with this token, or the account has none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no feed with this token, or the account has none.",
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
    get_api_calendar_feed_ics: {
        parameters: {
            query?: {
                token?: string;
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
                    /** @description The version of the file. */
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/calendar; charset=utf-8": string;
                };
            };
            /** @description The file is the one of If-None-Match. */
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The request is malformed.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There is no feed with this token, or the account has none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no feed with this token, or the account has none.",
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
    post_api_calendar_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarImportBody"];
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
            /** @description A file is no calendar, or larger than the limits; nothing was imported. The account has as many events as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "INVALID_CALENDAR",
                     *       "message": "A file is no calendar, or larger than the limits; nothing was imported.",
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
            /** @description The calendar at an address could not be downloaded; nothing was imported. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "DOWNLOAD_FAILED",
                     *       "message": "The calendar at an address could not be downloaded; nothing was imported.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Other imports are running; Retry-After says when to try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "IMPORTS_BUSY",
                     *       "message": "Other imports are running; Retry-After says when to try again.",
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
    get_api_exams: {
        parameters: {
            query?: {
                date_from?: string;
                date_until?: string;
                limit?: number;
                offset?: number;
                /** @description Text in the title. */
                q?: string;
                /** @description One of exam_date, created_at, updated_at, title; with a minus descending. By default exam_date. */
                sort?: string;
                /** @description One or several, with commas. */
                status?: string;
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
                    "application/json": components["schemas"]["ExamListBody"];
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
    post_api_exams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExamFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_exams_id: {
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
                    "application/json": components["schemas"]["ExamBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_exams_id: {
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
                "application/json": components["schemas"]["ExamFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_exams_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_exams_id: {
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
                "application/json": components["schemas"]["ExamFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_export: {
        parameters: {
            query?: {
                /** @description json or pdf. */
                format?: "json" | "pdf";
                parts?: string;
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportBody"];
                    "application/pdf": components["schemas"]["ExportBody"];
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
            /** @description A PDF could not be written. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "EXPORT_FAILED",
                     *       "message": "A PDF could not be written.",
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
    get_api_exports_name: {
        parameters: {
            query?: {
                /** @description json, csv or pdf. */
                format?: "json" | "csv" | "pdf";
            };
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListExportBody"];
                    "application/pdf": components["schemas"]["ListExportBody"];
                    "text/csv; charset=utf-8": components["schemas"]["ListExportBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
            /** @description A PDF could not be written. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "EXPORT_FAILED",
                     *       "message": "A PDF could not be written.",
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
    get_api_flashcard_sets: {
        parameters: {
            query?: {
                is_public?: string;
                limit?: number;
                offset?: number;
                /** @description Text in the title. */
                q?: string;
                /** @description One of created_at, updated_at, title, total_cards; with a minus descending. By default -created_at. */
                sort?: string;
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
                    "application/json": components["schemas"]["SetOfCardsListBody"];
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
    post_api_flashcard_sets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_flashcard_sets_id: {
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
                    "application/json": components["schemas"]["SetBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_flashcard_sets_id: {
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
                "application/json": components["schemas"]["SetFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_flashcard_sets_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_flashcard_sets_id: {
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
                "application/json": components["schemas"]["SetFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_flashcard_sets_id_export: {
        parameters: {
            query?: {
                /** @description apkg, colpkg or csv. */
                format?: "apkg" | "colpkg" | "csv";
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                    "text/csv": unknown;
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_flashcard_sets_export: {
        parameters: {
            query?: {
                /** @description apkg, colpkg or csv. */
                format?: "apkg" | "colpkg" | "csv";
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                    "text/csv": unknown;
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
    get_api_flashcard_sets_imports: {
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
                    "application/json": components["schemas"]["DeckImportListBody"];
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
    post_api_flashcard_sets_imports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeckImportForm"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeckImportBody"];
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
    get_api_flashcard_sets_imports_id: {
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
                    "application/json": components["schemas"]["DeckImportBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_flashcards: {
        parameters: {
            query?: {
                difficulty?: string;
                limit?: number;
                offset?: number;
                /** @description Text in front. */
                q?: string;
                set_id?: string;
                /** @description One of created_at, updated_at, last_reviewed, mastery_level; with a minus descending. By default -created_at. */
                sort?: string;
                tag?: string;
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
                    "application/json": components["schemas"]["CardListBody"];
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
    post_api_flashcards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CardFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_flashcards_id: {
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
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_flashcards_id: {
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
                "application/json": components["schemas"]["CardFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_flashcards_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_flashcards_id: {
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
                "application/json": components["schemas"]["CardFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_flashcards_id_preview: {
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
                    "application/json": components["schemas"]["PreviewBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    post_api_flashcards_id_resume: {
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
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    post_api_flashcards_id_suspend: {
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
                    "application/json": components["schemas"]["CardBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_flashcards_due: {
        parameters: {
            query?: {
                limit?: number;
                new?: number;
                set_id?: string;
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
                    "application/json": components["schemas"]["QueueBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_flashcards_media: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["MediaListBody"];
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
    get_api_flashcards_media_name: {
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
                    "application/octet-stream": unknown;
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    delete_api_flashcards_media_name: {
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_generations: {
        parameters: {
            query?: {
                limit?: number;
                material_id?: string;
                offset?: number;
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
                    "application/json": components["schemas"]["GenerationListBody"];
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
    get_api_generations_id: {
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
                    "application/json": components["schemas"]["ShownGeneration"];
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
            /** @description The account has no such material or generation. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material or generation.",
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
    delete_api_generations_id: {
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
            /** @description The account has no such material or generation. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material or generation.",
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
    get_api_goals: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description Text in the title. */
                q?: string;
                /** @description One of created_at, updated_at, deadline, title; with a minus descending. By default -created_at. */
                sort?: string;
                /** @description One or several, with commas. */
                status?: string;
                subject_id?: string;
                type?: string;
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
                    "application/json": components["schemas"]["GoalListBody"];
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
    post_api_goals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_goals_id: {
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
                    "application/json": components["schemas"]["GoalBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_goals_id: {
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
                "application/json": components["schemas"]["GoalFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_goals_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_goals_id: {
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
                "application/json": components["schemas"]["GoalFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_insights: {
        parameters: {
            query?: {
                provider?: boolean;
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
                    "application/json": components["schemas"]["InsightListBody"];
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
    get_api_machine_clients: {
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
                    "application/json": components["schemas"]["ClientList"];
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
    post_api_machine_clients: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewClientBody"];
                };
            };
            /** @description The request is malformed. Fields of the body are wrong; `fields` has the reason of each. */
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
            /** @description The account has a program of this name, or as many as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The account has a program of this name, or as many as it may have.",
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
            /** @description A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
    delete_api_machine_clients_id: {
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
            /** @description The account has no such program. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such program.",
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
    patch_api_materials_id: {
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
                "application/json": components["schemas"]["ChangeBody"];
            };
        };
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
    post_api_materials_id_cards: {
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
                "application/json": components["schemas"]["CardOptionsBody"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownGeneration"];
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
            /** @description The account has no such material or generation. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material or generation.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The passages of the material are not there yet; Retry-After says when to try again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "MATERIAL_NOT_READY",
                     *       "message": "The passages of the material are not there yet; Retry-After says when to try again.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The material has no passage to make something of. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The material has no passage to make something of.",
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
    get_api_materials_id_passages_passage_id: {
        parameters: {
            query?: {
                quote?: string;
            };
            header?: never;
            path: {
                id: string;
                passage_id: string;
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
                    "application/json": components["schemas"]["PassageBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    post_api_materials_id_quiz: {
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
                "application/json": components["schemas"]["QuizOptionsBody"];
            };
        };
        responses: {
            /** @description Success */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownGeneration"];
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
            /** @description The account has no such material or generation. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such material or generation.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The passages of the material are not there yet; Retry-After says when to try again. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "MATERIAL_NOT_READY",
                     *       "message": "The passages of the material are not there yet; Retry-After says when to try again.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The material has no passage to make something of. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The material has no passage to make something of.",
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
    get_api_profiles_id: {
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
                    "application/json": components["schemas"]["ProfileBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_profiles_id: {
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
                "application/json": components["schemas"]["ProfileFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_profiles_id: {
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
                "application/json": components["schemas"]["ProfileFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProfileBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    get_api_quiz_attempts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["AttemptListBody"];
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
    get_api_quizzes: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["QuizListBody"];
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
    post_api_quizzes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QuizBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownQuiz"];
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
    get_api_quizzes_id: {
        parameters: {
            query?: {
                answers?: boolean;
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
                    "application/json": components["schemas"]["ShownQuiz"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description An attempt of the quiz is running, so that its answers are not shown. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "ATTEMPT_RUNNING",
                     *       "message": "An attempt of the quiz is running, so that its answers are not shown.",
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
    put_api_quizzes_id: {
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
                "application/json": components["schemas"]["QuizBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownQuiz"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    delete_api_quizzes_id: {
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    patch_api_quizzes_id: {
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
                "application/json": components["schemas"]["QuizChangeBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownQuiz"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    get_api_quizzes_id_attempts: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["AttemptListBody"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    post_api_quizzes_id_attempts: {
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
            /** @description An attempt of the quiz is running already. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownAttempt"];
                };
            };
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownAttempt"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The quiz has no question that can be scored. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The quiz has no question that can be scored.",
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
    get_api_quizzes_id_attempts_attempt_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
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
                    "application/json": components["schemas"]["ShownAttempt"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    delete_api_quizzes_id_attempts_attempt_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
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
    patch_api_quizzes_id_attempts_attempt_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswersBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownAttempt"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The attempt has ended: its answers stay as they are. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "ATTEMPT_ENDED",
                     *       "message": "The attempt has ended: its answers stay as they are.",
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
    post_api_quizzes_id_attempts_attempt_id_submit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attempt_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswersBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownAttempt"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The attempt has ended: its answers stay as they are. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "ATTEMPT_ENDED",
                     *       "message": "The attempt has ended: its answers stay as they are.",
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
    get_api_quizzes_id_export: {
        parameters: {
            query?: {
                /** @description json, csv or pdf. */
                format?: "json" | "csv" | "pdf";
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
                    /** @description Suggests a file name. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownQuiz"];
                    "application/pdf": components["schemas"]["ShownQuiz"];
                    "text/csv; charset=utf-8": components["schemas"]["ShownQuiz"];
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
            /** @description The account has no such quiz or attempt. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such quiz or attempt.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description An attempt of the quiz is running, so that its answers are not shown. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "ATTEMPT_RUNNING",
                     *       "message": "An attempt of the quiz is running, so that its answers are not shown.",
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
            /** @description A PDF could not be written. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "EXPORT_FAILED",
                     *       "message": "A PDF could not be written.",
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
    get_api_recommendations_study: {
        parameters: {
            query?: {
                provider?: boolean;
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
                    "application/json": components["schemas"]["RecommendationBody"];
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
    get_api_reviews: {
        parameters: {
            query?: {
                before?: number;
                card_id?: string;
                limit?: number;
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
                    "application/json": components["schemas"]["ReviewListBody"];
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
    post_api_reviews: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReviewFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Another review of the account has this id. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "REVIEW_CONFLICT",
                     *       "message": "Another review of the account has this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has as many cards, sets or reviews as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "TOO_MANY_CARDS",
                     *       "message": "The account has as many cards, sets or reviews as it may have.",
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
    delete_api_reviews_id: {
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
                    "application/json": components["schemas"]["ReviewBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    post_api_reviews_batch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description Another review of the account has this id. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "REVIEW_CONFLICT",
                     *       "message": "Another review of the account has this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The account has as many cards, sets or reviews as it may have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "TOO_MANY_CARDS",
                     *       "message": "The account has as many cards, sets or reviews as it may have.",
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
    get_api_reviews_heatmap: {
        parameters: {
            query?: {
                from?: string;
                set_id?: string;
                to?: string;
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
                    "application/json": components["schemas"]["HeatMapBody"];
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
    get_api_reviews_statistics: {
        parameters: {
            query?: {
                days?: number;
                forecast?: number;
                set_id?: string;
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
                    "application/json": components["schemas"]["StatisticsBody"];
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
    post_api_reviews_undo: {
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
                    "application/json": components["schemas"]["ReviewBody"];
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
            /** @description The account has no such set, card, review or file. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no such set, card, review or file.",
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
    get_api_rooms: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                scope?: string;
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
                    "application/json": components["schemas"]["RoomListBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    post_api_rooms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRoomBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_rooms_id: {
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
                    "application/json": components["schemas"]["RoomBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    delete_api_rooms_id: {
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    patch_api_rooms_id: {
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
                "application/json": components["schemas"]["RoomChangeBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_rooms_id_invitations: {
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
                    "application/json": components["schemas"]["InvitationListBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    post_api_rooms_id_invitations: {
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
                "application/json": components["schemas"]["NewInvitationBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeInvitationBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    delete_api_rooms_id_invitations_invitation_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitation_id: string;
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    post_api_rooms_id_join: {
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
                    "application/json": components["schemas"]["RoomBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_rooms_id_members: {
        parameters: {
            query?: {
                banned?: boolean;
                limit?: number;
                offset?: number;
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
                    "application/json": components["schemas"]["MemberListBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    delete_api_rooms_id_members_user_id: {
        parameters: {
            query?: {
                ban?: boolean;
            };
            header?: never;
            path: {
                id: string;
                user_id: string;
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    patch_api_rooms_id_members_user_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description Success */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_rooms_id_messages: {
        parameters: {
            query?: {
                after?: number;
                before?: number;
                limit?: number;
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
                    "application/json": components["schemas"]["EventListBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    post_api_rooms_id_messages: {
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
                "application/json": components["schemas"]["MessageBody"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NumberBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description There were too many requests; Retry-After says when the next one is allowed. More messages wait than may wait; Retry-After says when to send again. */
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
    delete_api_rooms_id_messages_number: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                number: string;
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    post_api_rooms_id_ticket: {
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_rooms_id_timer: {
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
                    "application/json": components["schemas"]["TimerBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
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
    post_api_rooms_id_timer: {
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
                "application/json": components["schemas"]["TimerActionBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimerBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    post_api_rooms_join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomBody"];
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
            /** @description There is no such room, or the caller may not know of it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "There is no such room, or the caller may not know of it.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The room is full, or the change contradicts its state. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The room is full, or the change contradicts its state.",
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
    get_api_study_sessions: {
        parameters: {
            query?: {
                created_before?: string;
                created_from?: string;
                limit?: number;
                offset?: number;
                /** @description Text in the title. */
                q?: string;
                /** @description One of created_at, updated_at, start_time, end_time, duration, title; with a minus descending. By default -created_at. */
                sort?: string;
                /** @description One or several, with commas. */
                status?: string;
                subject_id?: string;
                type?: string;
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
                    "application/json": components["schemas"]["StudySessionListBody"];
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
    post_api_study_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_study_sessions_id: {
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
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_study_sessions_id: {
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
                "application/json": components["schemas"]["SessionFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_study_sessions_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_study_sessions_id: {
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
                "application/json": components["schemas"]["SessionFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    post_api_study_sessions_id_complete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CompletionFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    post_api_study_sessions_id_pause: {
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
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    post_api_study_sessions_id_resume: {
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
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    post_api_study_sessions_id_start: {
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
                    "application/json": components["schemas"]["SessionBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_study_notifications: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                read?: string;
                /** @description One of created_at, expires_at; with a minus descending. By default -created_at. */
                sort?: string;
                /** @description One or several, with commas. */
                type?: string;
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
                    "application/json": components["schemas"]["NotificationListBody"];
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
    post_api_study_notifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_study_notifications_id: {
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
                    "application/json": components["schemas"]["NotificationBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_study_notifications_id: {
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
                "application/json": components["schemas"]["NotificationFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_study_notifications_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_study_notifications_id: {
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
                "application/json": components["schemas"]["NotificationFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotificationBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_study_notifications_deliveries: {
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
    get_api_study_notifications_deliveries_id: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
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
    post_api_study_notifications_deliveries_id_retry: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
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
                     *       "code": "DELIVERY_NOT_DEAD",
                     *       "message": "Only a delivery that was given up can be sent again.",
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
    get_api_study_notifications_destinations: {
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
    post_api_study_notifications_destinations: {
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
            /** @description The account has the maximum number of destinations. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "DESTINATIONS_FULL",
                     *       "message": "The account has the maximum number of destinations.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The address, the label or the secret of a destination cannot be used.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
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
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
    get_api_study_notifications_destinations_id: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
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
    delete_api_study_notifications_destinations_id: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
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
    patch_api_study_notifications_destinations_id: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
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
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The address, the label or the secret of a destination cannot be used.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
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
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
    post_api_study_notifications_destinations_id_test: {
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
            /** @description The account has no notification, destination or delivery with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no notification, destination or delivery with this id.",
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
    get_api_study_notifications_preferences: {
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
    put_api_study_notifications_preferences: {
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
            /** @description A kind, a channel or the quiet hours are unknown or incomplete. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "A kind, a channel or the quiet hours are unknown or incomplete.",
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
    post_api_study_notifications_read: {
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
                    "application/json": components["schemas"]["ReadBody"];
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
    get_api_study_notifications_unread: {
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
                    "application/json": components["schemas"]["UnreadBody"];
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
    get_api_study_today: {
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
                    "application/json": components["schemas"]["TodayBody"];
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
    get_api_subjects: {
        parameters: {
            query?: {
                is_archived?: string;
                limit?: number;
                offset?: number;
                /** @description Text in the name. */
                q?: string;
                /** @description One of name, created_at, updated_at; with a minus descending. By default name. */
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
                    "application/json": components["schemas"]["SubjectListBody"];
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
    post_api_subjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_subjects_id: {
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
                    "application/json": components["schemas"]["SubjectBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_subjects_id: {
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
                "application/json": components["schemas"]["SubjectFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_subjects_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_subjects_id: {
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
                "application/json": components["schemas"]["SubjectFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_tasks: {
        parameters: {
            query?: {
                due_before?: string;
                due_from?: string;
                limit?: number;
                offset?: number;
                priority?: string;
                /** @description Text in the title. */
                q?: string;
                /** @description One of created_at, updated_at, due_date, priority, title, completed_at; with a minus descending. By default -created_at. */
                sort?: string;
                /** @description One or several, with commas. */
                status?: string;
                subject_id?: string;
                tag?: string;
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
                    "application/json": components["schemas"]["TaskListBody"];
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
    post_api_tasks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_tasks_id: {
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
                    "application/json": components["schemas"]["TaskBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_tasks_id: {
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
                "application/json": components["schemas"]["TaskFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_tasks_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_tasks_id: {
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
                "application/json": components["schemas"]["TaskFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_tasks_id_recurrence: {
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
                    "application/json": components["schemas"]["RecurrenceBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_tasks_id_recurrence: {
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
                "application/json": components["schemas"]["RecurrenceFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecurrenceBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    delete_api_tasks_id_recurrence: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    get_api_timetable: {
        parameters: {
            query?: {
                day_of_week?: string;
                limit?: number;
                offset?: number;
                /** @description Text in the room. */
                room?: string;
                /** @description One of start_time, day_of_week, created_at, updated_at; with a minus descending. By default start_time. */
                sort?: string;
                subject_id?: string;
                term_id?: string;
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
                    "application/json": components["schemas"]["TimetableEntryListBody"];
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
    post_api_timetable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EntryFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_timetable_terms: {
        parameters: {
            query?: {
                limit?: number;
                offset?: number;
                /** @description One of start_date, name, created_at; with a minus descending. By default start_date. */
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
                    "application/json": components["schemas"]["TermListBody"];
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
    post_api_timetable_terms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TermFields"];
            };
        };
        responses: {
            /** @description Success */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermBody"];
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
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_timetable_terms_id: {
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
                    "application/json": components["schemas"]["TermBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_timetable_terms_id: {
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
                "application/json": components["schemas"]["TermFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_timetable_terms_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_timetable_terms_id: {
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
                "application/json": components["schemas"]["TermFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_timetable_id: {
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
                    "application/json": components["schemas"]["EntryBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    put_api_timetable_id: {
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
                "application/json": components["schemas"]["EntryFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    delete_api_timetable_id: {
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_timetable_id: {
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
                "application/json": components["schemas"]["EntryFieldsChanges"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
                     *       "request_id": "0123456789abcdef"
                     *     }
                     */
                    "application/json": components["schemas"]["NativeErrorBody"];
                };
            };
            /** @description The row contradicts another one of the account, or its own state. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "CONFLICT",
                     *       "message": "The row contradicts another one of the account, or its own state.",
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
    get_api_timetable_classes: {
        parameters: {
            query?: {
                date?: string;
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
                    "application/json": components["schemas"]["LessonListBody"];
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
    get_api_users_id: {
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
                    "application/json": components["schemas"]["UserBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    patch_api_users_id: {
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
                "application/json": components["schemas"]["ProfileFields"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserBody"];
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
            /** @description The account has no row with this id. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The account has no row with this id.",
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
    get_api_vault_keys: {
        parameters: {
            query?: {
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
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
                    "application/json": components["schemas"]["KeyList"];
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
    put_api_vault_keys: {
        parameters: {
            query?: {
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyState"];
                };
            };
            /** @description The key is new. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyState"];
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
            /** @description The owner has as many keys as the vault stores. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The owner has as many keys as the vault stores.",
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
            /** @description A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
    delete_api_vault_keys: {
        parameters: {
            query: {
                key_name: string;
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
            };
            header?: never;
            path?: never;
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
            /** @description The owner has no key of this name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The owner has no key of this name.",
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
    get_api_vault_keys_key_name: {
        parameters: {
            query?: {
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
            };
            header?: never;
            path: {
                key_name: string;
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
                    "application/json": components["schemas"]["KeyState"];
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
            /** @description The owner has no key of this name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The owner has no key of this name.",
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
    put_api_vault_keys_key_name: {
        parameters: {
            query?: {
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
            };
            header?: never;
            path: {
                key_name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyState"];
                };
            };
            /** @description The key is new. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyState"];
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
            /** @description The owner has as many keys as the vault stores. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The owner has as many keys as the vault stores.",
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
            /** @description A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
    delete_api_vault_keys_key_name: {
        parameters: {
            query?: {
                /** @description Whose keys: `account` for the caller's, `server` for those of the server, for its owners. */
                owner?: string;
            };
            header?: never;
            path: {
                key_name: string;
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
            /** @description The owner has no key of this name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The owner has no key of this name.",
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
    post_api_vault_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateBody"];
            };
        };
        responses: {
            /** @description Success */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationBody"];
                };
            };
            /** @description The rotation of the master key is queued. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationBody"];
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
            /** @description The owner has no key of this name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "NOT_FOUND",
                     *       "message": "The owner has no key of this name.",
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
            /** @description The owner has as many keys as the vault stores. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VALIDATION_ERROR",
                     *       "message": "The owner has as many keys as the vault stores.",
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
            /** @description A secret cannot be encrypted or decrypted, until the owner of the server has repaired something. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "VAULT_ERROR",
                     *       "message": "A secret cannot be encrypted or decrypted, until the owner of the server has repaired something.",
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
