// What the newer page does at the live connection: connect, ask for the queue, listen.
import { createRequire } from "node:module";

const [, , base, client] = process.argv;
const { io } = createRequire(import.meta.url)(client);
const socket = io(base, { withCredentials: false, transports: ["polling", "websocket"], reconnection: false });
const say = (...words) => process.stdout.write(`${words.join(" ")}\n`);

let upgraded = false;
const ask = () => upgraded && socket.connected && socket.emit("request_status");
say("first", socket.io.engine.transport.name);
socket.io.engine.on("upgrade", (transport) => {
  say("upgraded", transport.name);
  upgraded = true;
  ask();
});
socket.on("connect", ask);
socket.on("status_update", (status) => {
  const [id] = Object.keys(status.queued);
  if (upgraded && id !== undefined) {
    say("queued", id);
    socket.close();
  }
});
socket.on("connect_error", (error) => {
  say("refused", error.message);
  process.exit(1);
});
