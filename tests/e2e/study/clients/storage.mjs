// Calls buckets, uploads and downloads of Supabase's client, and prints what they return as one JSON document.
// Started with the address of a server, its anon key and its service key.

import { Readable } from "node:stream";

const [url, anonKey, serviceKey] = process.argv.slice(1);
const { createClient } = await import(process.env.PACKAGE);
const options = { auth: { persistSession: false, autoRefreshToken: false } };
const service = createClient(url, serviceKey, options).storage;
const client = createClient(url, anonKey, options);
const stranger = createClient(url, anonKey, options).storage;

const plain = ({ data, error }) => ({
  data: data ?? null,
  error: error ? { message: error.message, status: error.status, statusCode: error.statusCode } : null,
});
const read = async ({ data, error }) => (error ? plain({ error }) : { type: data.type, text: await data.text() });

const email = `${crypto.randomUUID()}@example.org`;
const { data: signedUp } = await client.auth.signUp({ email, password: "correct horse battery" });
const uid = signedUp.user.id;
const results = { uid };

// Buckets.
const bucket = `client-${crypto.randomUUID().slice(0, 8)}`;
results.buckets = {
  created: plain(await service.createBucket(bucket, { public: true, fileSizeLimit: "1MB", allowedMimeTypes: ["text/*"] })),
  duplicate: plain(await service.createBucket(bucket, { public: true })),
  read: plain(await service.getBucket(bucket)),
  listed: (await service.listBuckets()).data.some(({ id }) => id === bucket),
  updated: plain(await service.updateBucket(bucket, { public: false, fileSizeLimit: null })),
  refused: plain(await client.storage.createBucket("mine", { public: true })),
  hidden: plain(await client.storage.getBucket(bucket)),
};

// Each kind of body.
const form = new FormData();
form.append("file", new Blob(["a form"], { type: "text/plain" }), "form.txt");
const bodies = {
  blob: new Blob(["a blob"], { type: "text/html" }),
  file: new File(["a file"], "file.txt", { type: "text/css" }),
  form,
  text: "a text",
  buffer: Buffer.from("a buffer"),
  bytes: new TextEncoder().encode("bytes").buffer,
  view: new TextEncoder().encode("a view"),
  stream: Readable.from([Buffer.from("a "), Buffer.from("stream")]),
  webStream: new Blob(["a web stream"]).stream(),
};
results.bodies = {};
const owned = service.from(bucket);
for (const [kind, body] of Object.entries(bodies)) {
  const upload = await owned.upload(`kinds/${kind}`, body, {
    cacheControl: "60",
    metadata: { kind },
    contentType: "text/markdown",
    ...(kind.toLowerCase().includes("stream") ? { duplex: "half" } : {}),
  });
  results.bodies[kind] = { upload: plain(upload), download: await read(await owned.download(`kinds/${kind}`)) };
}

// Upserts, updates and refusals.
results.writes = {
  duplicate: plain(await owned.upload("kinds/text", "again")),
  upserted: plain(await owned.upload("kinds/text", "again", { upsert: true })),
  updated: plain(await owned.update("kinds/blob", new Blob(["new"], { type: "text/plain" }))),
  missing: plain(await owned.update("kinds/nothing", "new")),
  type: plain(await owned.upload("image", Buffer.from("x"), { contentType: "image/png" })),
  name: plain(await owned.upload("ä.txt", "x")),
  noBucket: plain(await service.from("nowhere").upload("a.txt", "x")),
  afterwards: [await read(await owned.download("kinds/text")), await read(await owned.download("kinds/blob"))],
};
await service.updateBucket(bucket, { public: true, fileSizeLimit: "1kb" });
results.writes.size = plain(await owned.upload("large", "x".repeat(1025)));

// Public addresses.
const { publicUrl } = owned.getPublicUrl("kinds/file", { download: "saved.css" }).data;
const link = await fetch(publicUrl);
results.public = {
  status: link.status,
  type: link.headers.get("content-type"),
  cache: link.headers.get("cache-control"),
  disposition: link.headers.get("content-disposition"),
  text: await link.text(),
};

// The buckets of the study front ends.
const picture = `avatars/${uid}-${Date.now()}.png`;
const avatar = new Blob(["png"], { type: "image/png" });
const avatars = client.storage.from("avatars");
const material = `${uid}/math/${Date.now()}.pdf`;
const materials = client.storage.from("materials");
const pdf = new Blob(["%PDF"], { type: "application/pdf" });
results.study = {
  avatar: plain(await avatars.upload(picture, avatar, { cacheControl: "3600", upsert: true })),
  again: plain(await avatars.upload(picture, avatar, { cacheControl: "3600", upsert: true })),
  shown: (await fetch(avatars.getPublicUrl(picture).data.publicUrl)).status,
  foreign: plain(await avatars.upload(`avatars/${crypto.randomUUID()}-1.png`, avatar)),
  material: plain(await materials.upload(material, pdf)),
  mine: await read(await materials.download(material)),
  theirs: plain(await stranger.from("materials").download(material)),
  privateLink: await (await fetch(materials.getPublicUrl(material).data.publicUrl)).json(),
  wrongType: plain(await materials.upload(`${uid}/a.zip`, new Blob(["zip"], { type: "application/zip" }))),
};

results.ending = {
  notEmpty: plain(await service.deleteBucket(bucket)),
  emptied: plain(await service.emptyBucket(bucket)),
  deleted: plain(await service.deleteBucket(bucket)),
  gone: plain(await service.getBucket(bucket)),
};
process.stdout.write(JSON.stringify(results));
process.exit(0);
