import "@/shared/styles/theme.css";
import "@/shared/styles/base.css";
import "@/shared/styles/components.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { watchServer } from "@/app/connection";
import { createOverviewSource } from "@/app/overview-api";
import { choosePages } from "@/app/pages";
import { features } from "@/app/registry";
import { createQueryClient } from "@/shared/api/query-client";
import { restoreAppearance } from "@/shared/appearance";
import { followEvents, type LiveSource, mergeSources } from "@/shared/live";
import { watchLostFocus } from "@/shared/lost-focus";
import { buildRouter } from "@/shared/routing/router";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

restoreAppearance();
const cache = createQueryClient();
const chosen = await choosePages(features, cache);
// While somebody has to sign in first, the server refuses every stream.
const sources: LiveSource[] = chosen.isOpen
  ? [...chosen.features.flatMap(({ live }) => (live ? [live(cache)] : [])), createOverviewSource(cache)]
  : [];
for (const source of mergeSources(sources)) followEvents(source);
watchServer(cache);
watchLostFocus();

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={buildRouter(chosen.pages, chosen.options)} />
    </QueryClientProvider>
  </StrictMode>,
);
