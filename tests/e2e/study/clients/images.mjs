// Reads transformed images with Supabase's client, and prints their types and bytes as one JSON document.
// Started with the address of a server, its anon key, its service key, and an image in base64.

const [url, anonKey, serviceKey, image] = process.argv.slice(1);
const { createClient } = await import(process.env.PACKAGE);
const options = { auth: { persistSession: false, autoRefreshToken: false } };
const service = createClient(url, serviceKey, options).storage;
const stranger = createClient(url, anonKey, options).storage;

const bucket = `images-${crypto.randomUUID().slice(0, 8)}`;
const hidden = `${bucket}-hidden`;
await service.createBucket(bucket, { public: true });
await service.createBucket(hidden);
for (const name of [bucket, hidden]) {
  await service.from(name).upload("a.png", Buffer.from(image, "base64"), { contentType: "image/png" });
}

const describe = async (blob) => ({ type: blob.type, bytes: Buffer.from(await blob.arrayBuffer()).toString("base64") });
const fetchImage = async (address) => describe(await (await fetch(address, { headers: { accept: "image/webp" } })).blob());
const transform = { width: 50, height: 40 };

const results = {};
const address = stranger.from(bucket).getPublicUrl("a.png", { transform }).data.publicUrl;
results.public = await fetchImage(address);
const signed = await service.from(hidden).createSignedUrl("a.png", 60, { transform: { ...transform, resize: "contain" } });
results.signed = await fetchImage(signed.data.signedUrl);
const download = await service.from(hidden).download("a.png", { transform: { width: 30, format: "origin", quality: 50 } });
results.download = await describe(download.data);
const refused = await stranger.from(hidden).download("a.png", { transform });
results.refused = refused.error?.message ?? null;
console.log(JSON.stringify(results));
