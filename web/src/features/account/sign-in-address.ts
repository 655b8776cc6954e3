/** The address of the sign-in page, which remembers the page that somebody came from. */

type Place = { pathname: string; search: string; hash: string };

const SIGN_IN = "/sign-in";
/** Pages for who has not signed in: nobody comes back to them afterwards. */
const FOR_STRANGERS: readonly string[] = [SIGN_IN, "/sign-up", "/welcome", "/invitation", "/reset"];

/** Return the address at which somebody signs in and from which they come back to this place. */
export function signInAddress({ pathname, search, hash }: Place): string {
  const place = `${pathname}${search}${hash}`;
  return place === "/" || FOR_STRANGERS.includes(pathname) ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(place)}`;
}

/**
 * Return the address to go to after signing in, in full. It comes from the address bar, so that anybody can have written
 * it: one that leads to another server, or to a page for strangers, becomes the start page.
 */
export function readNext(params: URLSearchParams): string {
  const { origin } = window.location;
  const start = new URL("/", origin).href;
  try {
    const next = new URL(params.get("next") || "/", origin);
    return next.origin === origin && !FOR_STRANGERS.includes(next.pathname) ? next.href : start;
  } catch {
    return start;
  }
}
