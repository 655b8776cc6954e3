// A client of Supabase's realtime, told what to do by a test. Started with the name of a package, the address of a
// server, its key and perhaps a version of the protocol, it reads one JSON document per line:
//
//     {"id": 1, "op": "subscribe", "channel": "room", "config": {...}, "on": [["broadcast", {"event": "*"}]]}
//
// and writes one per line: `{"id": 1, "result": ...}` for an answer, `{"channel": "room", "kind": "broadcast",
// "payload": ...}` for what a listener got, and the kind `status` for the state of a subscription. Bytes are lists of
// numbers in `{"bytes": [...]}`.

import { createInterface } from "node:readline";

const [packageName, url, key, vsn] = process.argv.slice(2);
const { createClient } = await import(packageName);
const { WebSocket } = await import("ws");
const channels = new Map();
const supabase = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false },
  realtime: { transport: WebSocket, ...(vsn ? { vsn } : {}) },
});

function write(document) {
  const text = JSON.stringify(document, (_, value) =>
    value instanceof ArrayBuffer ? { bytes: [...new Uint8Array(value)] } : value,
  );
  process.stdout.write(`${text}\n`);
}

function readBytes(value) {
  return value && Array.isArray(value.bytes) ? new Uint8Array(value.bytes).buffer : value;
}

const operations = {
  subscribe({ channel: name, topic, config, on }) {
    const channel = supabase.channel(topic ?? name, { config: config ?? {} });
    channels.set(name, channel);
    for (const [kind, filter] of on ?? []) {
      channel.on(kind, filter, (payload) => write({ channel: name, kind, payload }));
    }
    channel.subscribe((status, error) =>
      write({ channel: name, kind: "status", payload: { status, error: error?.message ?? null } }),
    );
  },
  send: ({ channel, message }) =>
    channels.get(channel).send({ ...message, payload: readBytes(message.payload) }),
  httpSend: ({ channel, event, payload, options }) =>
    channels.get(channel).httpSend(event, readBytes(payload), options ?? {}),
  prepare: ({ channel, topic, config }) => {
    channels.set(channel, supabase.channel(topic ?? channel, { config: config ?? {} }));
  },
  track: ({ channel, payload }) => channels.get(channel).track(payload),
  untrack: ({ channel }) => channels.get(channel).untrack(),
  presence: ({ channel }) => channels.get(channel).presenceState(),
  leave: ({ channel }) => supabase.removeChannel(channels.get(channel)),
  // As with the option `accessToken` of createClient.
  useToken: ({ token }) => {
    supabase.realtime.accessToken = async () => token;
    return supabase.realtime.setAuth();
  },
  setAuth: ({ token }) => supabase.realtime.setAuth(token),
  signIn: (credentials) => supabase.auth.signInWithPassword(credentials.account),
  signOut: () => supabase.auth.signOut(),
  loseConnection: () => {
    const socket = supabase.realtime.conn ?? supabase.realtime.socketAdapter.getSocket().conn;
    socket.terminate();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  Promise.resolve()
    .then(() => operations[command.op](command))
    .then(
      (result) => write({ id: command.id, result: result ?? null }),
      (error) => write({ id: command.id, error: error.message }),
    );
}
process.exit();
