import "@/shared/styles/theme.css";
import "@/shared/styles/base.css";
import "@/shared/styles/components.css";
import "@/app/app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { features } from "@/app/registry";
import { choosePages } from "@/app/router";
import { createQueryClient } from "@/shared/api/query-client";
import { followEvents } from "@/shared/live";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

const cache = createQueryClient();
const pages = await choosePages(features, cache);
const router = createBrowserRouter(pages.routes);
for (const { live } of pages.features) if (live) followEvents(live(cache));

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={cache}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
