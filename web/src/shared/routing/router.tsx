/** Builds the router of the page from a list of pages. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Page } from "@/shared/routing/page";
import { decodeSearch, encodeSearch } from "@/shared/routing/search";

export type RouterOptions = {
  /** The frame of every page, which renders an `Outlet`. */
  Layout?: () => ReactNode;
  /** Shown instead of a page that threw an error; the frame stays. */
  ErrorPage?: (props: { error: unknown }) => ReactNode;
  NotFoundPage?: () => ReactNode;
  /** Shown while the code of a page loads for longer than a moment. */
  PendingPage?: () => ReactNode;
  /** Former addresses, and the addresses that replace them. */
  redirects?: Readonly<Record<string, string>>;
  history?: RouterHistory;
};

/** Return a router for these pages. Addresses with and without a slash at the end are the same. */
export function buildRouter(pages: readonly Page[], options: RouterOptions = {}) {
  const { Layout = Outlet, redirects = {}, history, ErrorPage, NotFoundPage, PendingPage } = options;
  const root = createRootRoute({ component: Layout });
  const routes = pages.map(({ address, load }) =>
    createRoute({
      getParentRoute: () => root,
      path: address.path,
      component: lazyRouteComponent(async () => ({ default: await load() })),
      ...(address.parseSearch && { validateSearch: address.parseSearch as never }),
    }),
  );
  const former = Object.entries(redirects).map(([path, to]) =>
    createRoute({
      getParentRoute: () => root,
      path,
      beforeLoad: ({ search }) => {
        const [target = to, query = ""] = to.split("?");
        throw redirect({ to: target, search: { ...decodeSearch(query), ...search } as never, replace: true });
      },
    }),
  );
  return createRouter({
    routeTree: root.addChildren([...routes, ...former]),
    parseSearch: decodeSearch,
    stringifySearch: encodeSearch,
    trailingSlash: "never",
    scrollRestoration: true,
    defaultPreloadStaleTime: 0,
    ...(ErrorPage && { defaultErrorComponent: ErrorPage }),
    ...(NotFoundPage && { defaultNotFoundComponent: NotFoundPage }),
    ...(PendingPage && { defaultPendingComponent: PendingPage }),
    ...(history && { history }),
  });
}

export type PageRouter = ReturnType<typeof buildRouter>;
