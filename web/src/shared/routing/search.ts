/** The search parameters of an address: plain `name=value` pairs, where a repeated name is a list. */

/** The decoded search parameters before a page has parsed them. */
export type RawSearch = Record<string, string | string[]>;

/** Return the parameters of a query string; a repeated name becomes a list. */
export function decodeSearch(query: string): RawSearch {
  const raw: RawSearch = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const known = raw[name];
    raw[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return raw;
}

/** Return the query string of these parameters, with its question mark; null, "", false and empty lists are left out. */
export function encodeSearch(search: object): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const item of Array.isArray(value) ? value : [value]) if (isPresent(item)) params.append(name, String(item));
  }
  const query = params.toString();
  return query && `?${query}`;
}

const isPresent = (value: unknown) => value !== undefined && value !== null && value !== "" && value !== false;

/** Return the last value of a parameter; "" if it is missing. */
export function readText(raw: RawSearch, name: string): string {
  const value = raw[name];
  return (Array.isArray(value) ? value.at(-1) : value) ?? "";
}

/** Return all values of a parameter. */
export function readList(raw: RawSearch, name: string): string[] {
  const value = raw[name];
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== "");
}

/** Return the finite number in a parameter; null if there is none. */
export function readNumber(raw: RawSearch, name: string): number | null {
  const text = readText(raw, name).trim();
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : null;
}

/** Return the value of a parameter if it is one of these, or else the first of them. */
export function readChoice<V extends string>(raw: RawSearch, name: string, choices: readonly [V, ...V[]]): V {
  const text = readText(raw, name);
  return choices.find((choice) => choice === text) ?? choices[0];
}

/** Return whether a parameter is set: `name=true`, `name=1` or `name=on`. */
// The router also parses what a link has set, which is no text then.
export const readFlag = (raw: RawSearch, name: string): boolean =>
  ["true", "1", "on"].includes(String(readText(raw, name)));
