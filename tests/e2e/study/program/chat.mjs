// A chat program. Started with the address of a project and its anon key, it lets two members of a room and a stranger
// talk: rows, live queries, a private channel, presence, files. It prints what happened as JSON.

const [URL, KEY] = process.argv.slice(-2);
const { createClient } = await import(process.env.PACKAGE);

const check = ({ data, error }) => {
  if (error) throw error;
  return data;
};

async function signUp(name) {
  const client = createClient(URL, KEY, { auth: { persistSession: false } });
  const account = { email: `${name}-${crypto.randomUUID()}@example.org`, password: "correct horse battery" };
  const { user } = check(await client.auth.signUp(account));
  await client.realtime.setAuth();
  return { client, id: user.id };
}

/** Resolves when the channel is joined, with the reason when it is refused. */
const join = (channel) =>
  new Promise((resolve) => {
    setTimeout(resolve, 10_000, "nothing");
    channel.subscribe((status, error) => {
      if (status === "SUBSCRIBED") resolve("joined");
      if (status === "CHANNEL_ERROR") resolve(`refused: ${error?.message}`);
    });
  });

/** Resolves with what was received when there is enough of it, or when nothing came for a while. */
async function collect(items, count) {
  await until(() => items.length >= count);
  return items;
}

/** Waits for a condition, but not for ever. */
async function until(condition) {
  for (const end = Date.now() + 10_000; !condition() && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Joins a live query on the messages of a room; resolves when the server says that changes follow. */
function follow(client, room, items) {
  return new Promise((resolve) => {
    setTimeout(resolve, 10_000, "nothing");
    const filter = { event: "*", schema: "public", table: "messages", filter: `room_id=eq.${room}` };
    client
      .channel("live")
      .on("postgres_changes", filter, ({ eventType, new: row, old }) => {
        items.push([eventType, row.content ?? typeof old.id]);
      })
      .on("system", {}, ({ extension, status }) => {
        if (extension === "postgres_changes") resolve(status);
      })
      .subscribe();
  });
}

const [ann, ben, eve] = await Promise.all(["ann", "ben", "eve"].map(signUp));
const { id: room } = check(await ann.client.from("rooms").insert({ name: "Chess" }).select().single());
check(await ann.client.from("members").insert({ room_id: room, user_id: ben.id }));
const result = { rooms: {}, live: {}, channel: {}, files: {} };
for (const [name, { client }] of Object.entries({ ann, ben, eve })) {
  const rows = check(await client.from("rooms").select("name, members(user_id)"));
  result.rooms[name] = rows.map((row) => row.members.length);
}

const live = { ben: [], eve: [] };
result.live.statuses = await Promise.all([follow(ben.client, room, live.ben), follow(eve.client, room, live.eve)]);

const topic = `room:${room}`;
const secret = { config: { private: true } };
const announced = [];
const talk = ben.client.channel(topic, secret);
talk.on("broadcast", { event: "INSERT" }, ({ payload }) => announced.push([payload.operation, payload.record.content]));
talk.on("broadcast", { event: "typing" }, ({ payload }) => announced.push(["typing", payload.by]));
const speak = ann.client.channel(topic, secret);
result.channel.joins = [await join(talk), await join(speak), await join(eve.client.channel(topic, secret))];

const { id: message } = check(
  await ann.client.from("messages").insert({ room_id: room, content: "e4" }).select().single(),
);
await collect(announced, 1);
await speak.send({ type: "broadcast", event: "typing", payload: { by: "ann" } });
result.channel.announced = await collect(announced, 2);
check(await ann.client.from("messages").delete().eq("id", message));
result.live.ben = await collect(live.ben, 2);
result.live.eve = live.eve;
const { error: refused } = await eve.client.from("messages").insert({ room_id: room, content: "hello?" });
result.live.refused = refused.code;

let present = "";
const lobby = ben.client.channel("lobby", { config: { presence: { key: "ben" } } });
lobby.on("presence", { event: "sync" }, () => {
  present = Object.keys(lobby.presenceState()).sort().join();
});
await join(lobby);
await lobby.track({ at: "board 1" });
const entrance = ann.client.channel("lobby", { config: { presence: { key: "ann" } } });
entrance.on("presence", { event: "sync" }, () => {});
await join(entrance);
await entrance.track({ at: "door" });
await until(() => present === "ann,ben");
result.presence = present;

const path = `${room}/notes/opening.txt`;
const bucket = ({ client }) => client.storage.from("attachments");
check(await bucket(ann).upload(path, new Blob(["1. e4 e5"], { type: "text/plain" })));
result.files.listed = check(await bucket(ben).list(`${room}/notes`)).map((file) => file.name);
result.files.text = await check(await bucket(ben).download(path)).text();
const { signedUrl } = check(await bucket(ben).createSignedUrl(path, 60));
result.files.signed = await (await fetch(signedUrl)).text();
result.files.strange = (await bucket(eve).download(path)).error !== null;
result.files.wrongType = (await bucket(ann).upload(`${room}/a.zip`, new Blob(["x"], { type: "application/zip" }))).error?.message;

const { error: missing } = await ann.client.functions.invoke("nothing");
result.function = missing.context.status;

for (const { client } of [ann, ben, eve]) await client.removeAllChannels();
process.stdout.write(JSON.stringify(result));
process.exit();
