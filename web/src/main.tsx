import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { newCache } from "@/api/cache";
import { newRouter } from "@/app";
import "@/styles/theme.css";
import "@/styles/base.css";
import "@/styles/layout.css";
import "@/styles/offers.css";
import "@/styles/pages.css";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newCache()}>
      <RouterProvider router={newRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
