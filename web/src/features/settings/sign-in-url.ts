/** Builds and parses the URL of the sign-in page, whose `next` parameter is the page to return to. */

/** A location of the router; `href` is the path with the query string and the hash. */
type PageLocation = { pathname: string; href: string };

const SIGN_IN = "/sign-in";
/** Pages for users who are not signed in; a sign-in never returns to them. */
const SIGNED_OUT_PAGES: readonly string[] = [SIGN_IN, "/sign-up", "/welcome", "/invitation", "/reset"];

/** Return the URL of the sign-in page that returns to this location afterwards. */
export function buildSignInUrl({ pathname, href }: PageLocation): string {
  return href === "/" || SIGNED_OUT_PAGES.includes(pathname) ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(href)}`;
}

/**
 * Return the absolute URL to load after the sign-in. `address` is untrusted input: a URL of another server, or
 * of a page for signed-out users, is replaced by the start page.
 */
export function readNext(address: string): string {
  const { origin } = window.location;
  const start = new URL("/", origin).href;
  try {
    const next = new URL(address || "/", origin);
    return next.origin === origin && !SIGNED_OUT_PAGES.includes(next.pathname) ? next.href : start;
  } catch {
    return start;
  }
}

/** Return the path and the search parameters of a URL of this page. */
export function toTarget(url: string): { to: string; search: never } {
  const { pathname, searchParams } = new URL(url, window.location.origin);
  return { to: pathname, search: Object.fromEntries(searchParams) as never };
}
