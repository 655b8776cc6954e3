import "@/shared/styles/theme.css";
import "@/shared/styles/base.css";
import "@/shared/styles/components.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { choosePages } from "@/app/pages";
import { features } from "@/app/registry";
import { createQueryClient } from "@/shared/api/query-client";
import { followEvents } from "@/shared/live";
import { buildRouter } from "@/shared/routing/router";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

const cache = createQueryClient();
const chosen = await choosePages(features, cache);
for (const { live } of chosen.features) if (live) followEvents(live(cache));

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={buildRouter(chosen.pages, chosen.options)} />
    </QueryClientProvider>
  </StrictMode>,
);
