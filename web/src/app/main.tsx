import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { newRouter } from "@/app/router";
import { newCache } from "@/shared/api/query-client";
import "@/shared/styles/theme.css";
import "@/shared/styles/base.css";
import "@/shared/styles/components.css";
import "@/features/records/components/offers.css";
import "@/features/records/pages.css";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newCache()}>
      <RouterProvider router={newRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
