// Uploads files with tus-js-client as Supabase documents it, and prints what it tells as one JSON document.
// Started with the address of a server, its anon key and its service key.

import { Readable } from "node:stream";

const [url, anonKey, serviceKey] = process.argv.slice(1);
const { createClient } = await import(process.env.PACKAGE);
const tus = (await import("tus-js-client")).default;
const service = createClient(url, serviceKey, { auth: { persistSession: false, autoRefreshToken: false } }).storage;

const bucket = `tus-${crypto.randomUUID().slice(0, 8)}`;
await service.createBucket(bucket, { public: true });
const chunkSize = 256 * 1024;
const content = Buffer.alloc(3 * chunkSize + 17, "0123456789");

function send(body, { name, token, endpoint = "/storage/v1/upload/resumable", headers = {}, ...options }) {
  return new Promise((resolve) => {
    const progress = [];
    const upload = new tus.Upload(body, {
      endpoint: url + endpoint,
      retryDelays: [0, 100],
      headers: token ? { authorization: `Bearer ${token}`, apikey: anonKey, ...headers } : headers,
      metadata: {
        bucketName: bucket,
        objectName: name,
        contentType: "text/plain",
        cacheControl: "3600",
        metadata: JSON.stringify({ from: "tus" }),
      },
      chunkSize,
      onChunkComplete: (_, accepted) => {
        progress.push(accepted);
        if (options.abortAfter === accepted) upload.abort().then(() => resolve({ url: upload.url, progress }));
      },
      onError: (error) => resolve({ status: error.originalResponse?.getStatus(), message: error.message, progress }),
      onSuccess: () => resolve({ done: true, url: upload.url, progress }),
      ...options,
    });
    upload.start();
  });
}
const read = async (name) => {
  const { data, error } = await service.from(bucket).download(name);
  return error ? null : Buffer.from(await data.arrayBuffer()).equals(content);
};

const results = {};
results.whole = await send(content, { name: "whole", token: serviceKey, uploadDataDuringCreation: true });
results.parts = await send(content, { name: "parts", token: serviceKey });
const { data: info } = await service.from(bucket).info("parts");
results.info = { metadata: info.metadata, contentType: info.contentType, cacheControl: info.cacheControl };
results.deferred = await send(Readable.from(content), { name: "deferred", token: serviceKey, uploadLengthDeferred: true });
results.aborted = await send(content, { name: "resumed", token: serviceKey, abortAfter: 2 * chunkSize });
results.before = await read("resumed");
results.resumed = await send(content, { name: "resumed", token: serviceKey, uploadUrl: results.aborted.url });
results.taken = await send(content, { name: "parts", token: serviceKey });
results.upsert = await send(content, { name: "parts", token: serviceKey, headers: { "x-upsert": "true" } });
results.refused = await send(content, { name: "refused", token: anonKey });
const { data: signed } = await service.from(bucket).createSignedUploadUrl("signed");
results.signed = await send(content, {
  name: "signed",
  endpoint: "/storage/v1/upload/resumable/sign",
  headers: { "x-signature": signed.token },
});
results.ended = await send(content, { name: "ended", token: serviceKey, abortAfter: chunkSize });
const ending = { authorization: `Bearer ${serviceKey}`, apikey: anonKey };
await tus.Upload.terminate(results.ended.url, { headers: ending });
const asked = await fetch(results.ended.url, { method: "HEAD", headers: { ...ending, "tus-resumable": "1.0.0" } });
results.endedAgain = { status: asked.status };
results.read = {};
for (const name of ["whole", "parts", "deferred", "resumed", "signed"]) results.read[name] = await read(name);
console.log(JSON.stringify(results));
