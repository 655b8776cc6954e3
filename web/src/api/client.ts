/** Calls the server: addresses, parameters and answers are typed by its own description. */
import type { paths } from "@/generated/api";

type Verb = "get" | "post" | "delete";
type Served<V extends Verb> = {
  [P in keyof paths]: paths[P][V] extends { responses: object } ? P : never;
}[keyof paths];
type Success<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : never;

export type Answer<O> = O extends { responses: infer R }
  ? Success<R> extends { content: { "application/json": infer A } }
    ? A
    : never
  : never;

/** Nothing in an address is null: a parameter that is null is left out. */
type OrLeftOut<Q> = { [K in keyof Q]: Q[K] | null };
type Query<O> = O extends { parameters: { query?: infer Q } } ? OrLeftOut<Exclude<Q, undefined>> : never;
type Path<O> = O extends { parameters: { path: infer P } } ? P : never;
type Sent<O> = O extends { requestBody?: infer R } ? NonNullable<R> : never;
type Body<O> = [Sent<O>] extends [never]
  ? never
  : Sent<O> extends { content: { "application/json": infer B } }
    ? B
    : never;

export type Options<O> = {
  query?: Query<O>;
  signal?: AbortSignal | undefined;
} & ([Path<O>] extends [never] ? { path?: never } : { path: Path<O> }) &
  ([Body<O>] extends [never] ? { body?: never } : { body: Body<O> });

/** What the server, or the way to it, said no with; `message` is for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(message: string, { status, code }: { status: number; code: string }) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

export function get<P extends Served<"get">>(path: P, options: Options<paths[P]["get"]>) {
  return request<Answer<paths[P]["get"]>>("GET", path, options);
}

export function post<P extends Served<"post">>(path: P, options: Options<paths[P]["post"]>) {
  return request<Answer<paths[P]["post"]>>("POST", path, options);
}

export function remove<P extends Served<"delete">>(path: P, options: Options<paths[P]["delete"]>) {
  return request<Answer<paths[P]["delete"]>>("DELETE", path, options);
}

type Loose = { query?: unknown; path?: unknown; body?: unknown; signal?: AbortSignal | undefined };

async function request<A>(method: string, template: string, options: Loose): Promise<A> {
  const answer = await send(method, address(template, options), options);
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw refusal(answer.status, body);
  if (body === null)
    throw new ApiError("The server's answer cannot be read.", { status: answer.status, code: "unreadable" });
  return body as A;
}

async function send(method: string, url: string, { body, signal }: Loose): Promise<Response> {
  const init: RequestInit = { method, headers: { Accept: "application/json" } };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { Accept: "application/json", "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(url, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("The server cannot be reached. Is Alcove still running?", { status: 0, code: "unreachable" });
  }
}

/** The page and the interface share some addresses; the slash at the end asks for the interface. */
export function address(template: string, { path, query }: Pick<Loose, "path" | "query">): string {
  const named = (path ?? {}) as Record<string, string>;
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ""));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as object)) {
    if (value !== undefined && value !== null && value !== "") asked.set(name, String(value));
  }
  const search = asked.toString();
  return `${filled.replace(/\/$/, "")}/${search && `?${search}`}`;
}

export function refusal(status: number, body: unknown): ApiError {
  const told = (body ?? {}) as { error?: unknown; message?: unknown; code?: unknown };
  const text = [told.error, told.message].find((each) => typeof each === "string" && each !== "");
  const message = typeof text === "string" ? text : `The server answered ${status} and did not say why.`;
  return new ApiError(message, { status, code: typeof told.code === "string" ? told.code : "unknown" });
}
