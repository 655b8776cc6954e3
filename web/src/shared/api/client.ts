/** Requests to the server: how they are sent, and the errors of those that fail. */

/** Sent with every request, so that the server does not make the browser open its own sign-in prompt. */
export const PAGE_HEADERS = { "X-Alcove-Page": "1" } as const;

type ErrorDetails = { status: number; code: string; retryAt?: Date | null; fields?: Record<string, string> };

/** An error response, or a server that cannot be reached; `message` is text for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** When the same request may be sent again, if the server said so. */
  readonly retryAt: Date | null;
  /** What is wrong with single fields, by field name. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(message: string, { status, code, retryAt = null, fields = {} }: ErrorDetails) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.retryAt = retryAt;
    this.fields = fields;
  }
}

const signInListeners = new Set<() => void>();

/** Call `listener` whenever the server requires a sign-in; return a function that unsubscribes it. */
export function onSignInNeeded(listener: () => void): () => void {
  signInListeners.add(listener);
  return () => void signInListeners.delete(listener);
}

/** Send a request; throw an `ApiError` if the server cannot be reached. */
async function fetchReachable(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError("The server cannot be reached. Is Alcove still running?", { status: 0, code: "unreachable" });
  }
}

/** Send a request and return its response; throw an `ApiError` for an error response or an unreachable server. */
export async function fetchOrThrow(request: Request): Promise<Response> {
  const response = await fetchReachable(request);
  if (!response.ok) throw handleErrorResponse(response, await response.json().catch(() => null));
  return response;
}

/** Send a request whose response is JSON, like `fetchOrThrow`. */
export async function fetchJson(request: Request): Promise<Response> {
  const response = await fetchOrThrow(request);
  const { status, headers } = response;
  if (status === 204 || (headers.get("Content-Type") ?? "").includes("json")) return response;
  throw new ApiError("The server sent a response that is not JSON.", { status, code: "unreadable" });
}

/** Codes of a 401 that means that there is no session or that it has ended; a wrong password has another code. */
const SIGN_IN_CODES: readonly string[] = ["sign_in_needed", "unauthorized", "AUTH_ERROR"];

function handleErrorResponse(response: Response, body: unknown): ApiError {
  const error = toApiError(response.status, body, response.headers.get("Retry-After"));
  if (error.status === 401 && SIGN_IN_CODES.includes(error.code)) for (const listener of signInListeners) listener();
  return error;
}

/** Messages for errors that the server sends without one. */
const MESSAGES: Record<string, string> = {
  sign_in_needed: "Sign in to see this.",
  unauthorized: "Sign in to see this.",
  role_needed: "Your account may not do this. An owner of the app can give it the role that is required.",
  too_many_attempts: "There were too many attempts.",
};

type ErrorBody = { error?: unknown; message?: unknown; code?: unknown; request_id?: unknown; fields?: unknown };

/** Return the text for a response without a message; `reference` is the id under which the server's log has it. */
function describeStatus(status: number, reference: unknown): string {
  const suffix = typeof reference === "string" && reference !== "" ? `; reference: ${reference}` : "";
  if (status >= 500) return `Something went wrong on the server (${status}). Try again${suffix}.`;
  return `The server refused the request (${status}${suffix}).`;
}

/** Return the error that a response body describes, with the server's message if it has one. */
export function toApiError(status: number, body: unknown, retryAfter: string | null = null): ApiError {
  const fields = (body ?? {}) as ErrorBody;
  const code = typeof fields.code === "string" ? fields.code : "unknown";
  const text = [fields.error, fields.message].find((value) => typeof value === "string" && value !== "");
  const message = typeof text === "string" ? text : MESSAGES[code];
  return new ApiError(message ?? describeStatus(status, fields.request_id), {
    status,
    code,
    retryAt: parseRetryAfter(retryAfter),
    fields: readFieldErrors(fields.fields),
  });
}

/** Return the messages of single fields: an object of texts or of lists of texts. */
function readFieldErrors(fields: unknown): Record<string, string> {
  if (typeof fields !== "object" || fields === null) return {};
  const texts = Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.join(" ") : value]);
  return Object.fromEntries(texts.filter(([, text]) => typeof text === "string"));
}

/** Return the time in a Retry-After header, which holds seconds or a date. */
function parseRetryAfter(value: string | null): Date | null {
  if (!value) return null;
  const date = /^\d+$/.test(value) ? new Date(Date.now() + Number(value) * 1000) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
