// Import rules of the page: features never import each other, shared imports neither app nor features, app reaches
// features only through its registry, and only the owner of an API uses its generated types.
// No rule names a feature, so adding or deleting a feature needs no change here.

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-import-between-features",
      comment: "A feature is a folder that can be deleted. Code that two features need belongs in shared.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    {
      name: "no-import-of-app",
      comment: "Features and shared are below the app.",
      severity: "error",
      from: { path: "^src/(features|shared|generated)/" },
      to: { path: "^src/app/" },
    },
    {
      name: "no-import-of-features",
      comment: "The app and shared name no feature; src/app/registry.ts collects them by import.meta.glob.",
      severity: "error",
      from: { path: "^src/(app|shared|generated)/" },
      to: { path: "^src/features/" },
    },
    {
      name: "own-generated-types-in-features",
      comment: "A feature uses only the generated types of its own API and of the server's own API.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/generated/", pathNot: "^src/generated/($1|server)\\.d\\.ts$" },
    },
    {
      name: "own-generated-types-in-app-and-shared",
      comment: "The app and shared use only the generated types of the server's own API.",
      severity: "error",
      from: { path: "^src/(app|shared)/" },
      to: { path: "^src/generated/", pathNot: "^src/generated/server\\.d\\.ts$" },
    },
    {
      name: "no-test-code-in-the-page",
      comment: "Only tests use testing modules.",
      severity: "error",
      from: { path: "^src/", pathNot: "(\\.test\\.tsx?|/testing(/|\\.tsx?$))" },
      to: { path: "/testing(/|\\.tsx?$)" },
    },
    {
      name: "no-cycles",
      comment: "Modules that import each other cannot be read or tested separately.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-unresolved-imports",
      comment: "An import that cannot be resolved cannot be checked by the rules above.",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".d.ts", ".css", ".js", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "browser", "default", "types"],
    },
  },
};
