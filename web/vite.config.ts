import { fileURLToPath } from "node:url";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The development server forwards API requests to a running Alcove server.
const server = process.env.ALCOVE_URL ?? "http://127.0.0.1:8000";
const apiPaths =
  "^/(api|autocomplete|by-seller/search|dashboard/|data|export-listings|health|model-performance-stats|" +
  "search/results|submit-scoring-selections|vote-record-of-the-day|add-to-wantlist|docs|openapi.json)";

export default defineConfig({
  // The page is in English, so the texts of React Aria in other languages are left out.
  plugins: [react(), { ...optimizeLocales.vite({ locales: ["en-GB", "en-US"] }), enforce: "pre" }],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    target: "es2022",
    // The server's Content-Security-Policy forbids inline scripts, and modern browsers need no polyfill.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // Few chunks compress better than many small ones: what most pages need, fields included, and lists that open above
    // a page.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: "base",
              test: /src\/app\/main\.tsx|src\/shared\/components\/(button|checkbox|feedback|page-header|radio-group|search-field|text-field)\.tsx/,
              priority: 2,
            },
            { name: "lists", test: /src\/shared\/components\/select\.tsx/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { [apiPaths]: { target: server, changeOrigin: false } } },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/shared/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
