// Calls Supabase's client as a test says. Started with the name of a package, the address of a server and its key, it
// reads one JSON document per line:
//
//     {"token": "...", "schema": "public", "chain": [["from", "tasks"], ["select", "*"], ["eq", "id", "1"]]}
//     {"client": "ann", "auth": {"flowType": "pkce"}, "chain": [["auth"], ["signUp", {"email": "...", ...}]]}
//
// and writes what the client returns, also as one line. A step that is no method is a property. `abort` in a chain
// aborts the request after so many milliseconds. A client with a name is kept, with its session and its storage, which
// `["storedItems"]` returns; any other call has a client of its own. values.mjs has the values that JSON does not have.

import { createInterface } from "node:readline";
import { describe, revive } from "./values.mjs";

const [packageName, url, key] = process.argv.slice(2);
const { createClient } = await import(packageName);
const { WebSocket } = await import("ws");
const kept = new Map();

function makeClient({ token, schema, auth }) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, ...auth },
    realtime: { transport: WebSocket },
    global: { headers },
    ...(schema ? { db: { schema } } : {}),
  });
}

function keepClient(name, auth) {
  if (!kept.has(name)) {
    const items = new Map();
    const storage = {
      getItem: (item) => items.get(item) ?? null,
      setItem: (item, value) => items.set(item, value),
      removeItem: (item) => items.delete(item),
    };
    const client = makeClient({ auth: { persistSession: true, storage, ...auth } });
    kept.set(name, { client, items });
  }
  return kept.get(name);
}

async function call(request) {
  const { client, auth, chain } = request;
  if (client && chain[0][0] === "storedItems") {
    return { data: Object.fromEntries(keepClient(client, auth).items), error: null };
  }
  let step = client ? keepClient(client, auth).client : makeClient(request);
  for (const [method, ...args] of chain) {
    if (method === "abort") {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), args[0]);
      step = step.abortSignal(controller.signal);
    } else {
      step = typeof step[method] === "function" ? step[method](...revive(args)) : step[method];
    }
  }
  try {
    return await step;
  } catch (error) {
    return { thrown: { name: error.name, ...error, message: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const result = await call(JSON.parse(line));
  const { error } = result;
  // An error's message is no own enumerable property in every version.
  const plain = error ? { ...error, message: error.message, context: await describe(error.context) } : error;
  const data = await describe(result.data);
  process.stdout.write(`${JSON.stringify({ ...result, data, error: plain })}\n`);
}

// Timers and connections of the clients would keep the process alive.
process.exit(0);
