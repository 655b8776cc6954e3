// Writes src/generated/<app>.d.ts, one file per app and server.d.ts, from the OpenAPI description of a running server.
// The server's URL is the argument or ALCOVE_URL; TARGET overrides the output folder.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const target = process.env.TARGET ?? resolve(web, "src/generated");
const NOTE = "// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.\n\n";
/** The file of all APIs that belong to no app. */
const SERVER = "server";

async function fetchJson(path) {
  const server = process.argv[2] ?? process.env.ALCOVE_URL ?? "http://127.0.0.1:8000";
  const address = new URL(path, server);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/** Return the description of the operations with one of these tags, and of the schemas that they use. */
function selectApi(description, tags) {
  const paths = {};
  for (const [path, operations] of Object.entries(description.paths)) {
    // A server with a page also describes the page's own paths, which the page never requests.
    const operationsOfApi = Object.entries(operations).filter(
      ([, operation]) => tags.some((tag) => operation.tags?.includes(tag)) && !operation["x-page"],
    );
    if (operationsOfApi.length > 0) paths[path] = Object.fromEntries(operationsOfApi);
  }
  const schemas = collectSchemas(paths, description.components.schemas);
  return { ...description, paths, components: { ...description.components, schemas } };
}

/** Return the schemas that `paths` references, directly or indirectly. */
function collectSchemas(paths, schemas) {
  const used = {};
  const pending = [paths];
  while (pending.length > 0) {
    const text = JSON.stringify(pending.pop());
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (name in used) continue;
      used[name] = schemas[name];
      pending.push(schemas[name]);
    }
  }
  return used;
}

const description = await fetchJson("/openapi.json");
const { apps } = await fetchJson("/api/apps");
const tags = description.tags.map(({ name }) => name);
const files = {
  [SERVER]: tags.filter((tag) => !apps.includes(tag)),
  ...Object.fromEntries(apps.map((app) => [app, [app]])),
};
await mkdir(target, { recursive: true });
for (const [name, tagsOfFile] of Object.entries(files)) {
  const file = resolve(target, `${name}.d.ts`);
  await writeFile(file, NOTE + astToString(await openapiTS(selectApi(description, tagsOfFile), { alphabetize: true })));
  console.log(`wrote ${file}`);
}
for (const file of await readdir(target)) {
  if (file.endsWith(".d.ts") && !(file.slice(0, -5) in files)) await rm(resolve(target, file));
}
