/** Builds and parses the URL of the sign-in page, whose `next` parameter is the page to return to. */

type PageLocation = { pathname: string; search: string; hash: string };

const SIGN_IN = "/sign-in";
/** Pages for users who are not signed in; a sign-in never returns to them. */
const SIGNED_OUT_PAGES: readonly string[] = [SIGN_IN, "/sign-up", "/welcome", "/invitation", "/reset"];

/** Return the URL of the sign-in page that returns to this location afterwards. */
export function buildSignInUrl({ pathname, search, hash }: PageLocation): string {
  const next = `${pathname}${search}${hash}`;
  return next === "/" || SIGNED_OUT_PAGES.includes(pathname) ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(next)}`;
}

/**
 * Return the absolute URL to load after the sign-in. The `next` parameter is untrusted input: a URL of another server, or
 * of a page for signed-out users, is replaced by the start page.
 */
export function readNext(params: URLSearchParams): string {
  const { origin } = window.location;
  const start = new URL("/", origin).href;
  try {
    const next = new URL(params.get("next") || "/", origin);
    return next.origin === origin && !SIGNED_OUT_PAGES.includes(next.pathname) ? next.href : start;
  } catch {
    return start;
  }
}
