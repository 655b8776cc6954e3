import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { render } from "@testing-library/react";
import { createQueryClient } from "@/shared/api/query-client";
import type { Page } from "@/shared/routing/page";
import { buildRouter, type PageRouter, type RouterOptions } from "@/shared/routing/router";

type RenderOptions = Omit<RouterOptions, "history"> & { cache?: ReturnType<typeof createQueryClient> };

/** Render these pages at an address and return the router. */
export function renderPages(
  pages: readonly Page[],
  address: string,
  { cache = createQueryClient(), ...options }: RenderOptions = {},
): PageRouter {
  const router = buildRouter(pages, { ...options, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <QueryClientProvider client={cache}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return router;
}

/** Navigate within a rendered router to an address with its query string. */
export const visit = (router: PageRouter, address: string) => router.navigate({ href: address } as never);
