// Calls Supabase's client as a test says. Started with the name of a package, the address of a server and its key, it
// reads one JSON document per line:
//
//     {"token": "...", "schema": "public", "chain": [["from", "tasks"], ["select", "*"], ["eq", "id", "1"]]}
//
// and writes what the client returns, also as one line. `abort` in a chain aborts the request after so many milliseconds.

import { createInterface } from "node:readline";

const [packageName, url, key] = process.argv.slice(2);
const { createClient } = await import(packageName);
const { WebSocket } = await import("ws");

function makeClient(token, schema) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket },
    global: { headers },
    ...(schema ? { db: { schema } } : {}),
  });
}

async function call({ token, schema, chain }) {
  let step = makeClient(token, schema);
  for (const [method, ...args] of chain) {
    if (method === "abort") {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), args[0]);
      step = step.abortSignal(controller.signal);
    } else {
      step = step[method](...args);
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
  const plain = error ? { ...error, message: error.message } : error;
  process.stdout.write(`${JSON.stringify({ ...result, error: plain })}\n`);
}
