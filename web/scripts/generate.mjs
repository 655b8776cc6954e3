// Writes src/generated/api.d.ts from the server's own description.
// It takes the address of a running server, or reads docs/reference/openapi.json, or asks the server at ALCOVE_URL.
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const web = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const target = process.env.TARGET ?? resolve(web, "src/generated/api.d.ts");
const stored = resolve(web, "../docs/reference/openapi.json");

async function description() {
  const given = process.argv[2] ?? process.env.ALCOVE_URL;
  if (!given && existsSync(stored)) return JSON.parse(await readFile(stored, "utf8"));
  const address = new URL("/openapi.json", given ?? "http://127.0.0.1:8000");
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
  return answer.json();
}

// The page's own addresses are described only by a server that has a page, and the page never asks for them.
const described = await description();
for (const [path, operations] of Object.entries(described.paths)) {
  if (operations.get?.["x-page"]) delete described.paths[path];
}
const types = astToString(await openapiTS(described, { alphabetize: true }));
await mkdir(dirname(target), { recursive: true });
await writeFile(
  target,
  `// Written by \`npm run generate\` from the server's OpenAPI; change the server, not this file.\n\n${types}`,
);
console.log(`wrote ${target}`);
