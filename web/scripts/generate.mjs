// Writes src/generated/<api>.d.ts, one file per API, from the OpenAPI description of a running server.
// The server's URL is the argument or ALCOVE_URL; TARGET overrides the output folder.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const target = process.env.TARGET ?? resolve(web, "src/generated");
const NOTE = "// Written by `npm run generate` from the server's OpenAPI; change the server, not this file.\n\n";
/** The server's tag for its own endpoints; every other tag is an app. */
const SERVER_TAG = "alcove";

async function fetchDescription() {
  const server = process.argv[2] ?? process.env.ALCOVE_URL ?? "http://127.0.0.1:8000";
  const address = new URL("/openapi.json", server);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/** Return the description of one API: its operations, and the schemas that they use. */
function selectApi(description, tag) {
  const paths = {};
  for (const [path, operations] of Object.entries(description.paths)) {
    // A server with a page also describes the page's own paths, which the page never requests.
    const operationsOfApi = Object.entries(operations).filter(
      ([, operation]) => operation.tags?.includes(tag) && !operation["x-page"],
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

const description = await fetchDescription();
const written = new Set();
await mkdir(target, { recursive: true });
for (const { name: tag } of description.tags) {
  const file = `${tag === SERVER_TAG ? "server" : tag}.d.ts`;
  const types = astToString(await openapiTS(selectApi(description, tag), { alphabetize: true }));
  await writeFile(resolve(target, file), NOTE + types);
  written.add(file);
  console.log(`wrote ${resolve(target, file)}`);
}
for (const file of await readdir(target)) {
  if (file.endsWith(".d.ts") && !written.has(file)) await rm(resolve(target, file));
}
