/** Links between pages; the features of the app are not known at compile time, so addresses are strings. */
import { Link as RouterLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes } from "react";

type LinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href"> & {
  /** The path, with `$name` for `params`. */
  to: string;
  params?: Record<string, string> | undefined;
  search?: object | undefined;
  /** Whether a link to a page is also active on the pages below it; the default is no. */
  isActiveBelow?: boolean;
  /** Load the page when the pointer or the focus reaches the link; the default is yes. */
  preload?: boolean;
};

/** A link that opens a page without loading the document; the current page's link has `aria-current="page"`. */
export function Link({ to, params, search, isActiveBelow = false, preload = true, ...anchor }: LinkProps) {
  return (
    <RouterLink
      to={to}
      params={(params ?? {}) as never}
      search={(search ?? {}) as never}
      preload={preload ? "intent" : false}
      activeOptions={{ exact: !isActiveBelow, includeSearch: false }}
      {...anchor}
    />
  );
}
