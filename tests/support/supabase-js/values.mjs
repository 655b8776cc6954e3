// Values that JSON does not have, in calls and results. In the arguments of a call
//
//     {"$blob": "text", "type": "text/plain"}    a Blob
//     {"$bytes": "base64"}                       an ArrayBuffer
//     {"$form": [["name", "value"], ...]}        a FormData
//     {"$abort": 100}                            the signal of a controller that aborts after so many milliseconds
//
// and in a result a Blob becomes {"$blob": "base64", "type": "..."}, a Response
// {"$response": {"status", "type", "headers", "text"}}, and a FormData {"$form": [...]}.

const MARKS = {
  $blob: ({ $blob, type }) => new Blob([$blob], type ? { type } : {}),
  $bytes: ({ $bytes }) => Uint8Array.from(Buffer.from($bytes, "base64")).buffer,
  $form: ({ $form }) => {
    const form = new FormData();
    for (const [name, value] of $form) form.append(name, revive(value));
    return form;
  },
  $abort: ({ $abort }) => AbortSignal.timeout($abort),
};

export function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (value === null || typeof value !== "object") return value;
  const mark = Object.keys(MARKS).find((name) => name in value);
  if (mark) return MARKS[mark](value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, revive(item)]));
}

export async function describe(value) {
  if (value instanceof Blob) {
    return { $blob: Buffer.from(await value.arrayBuffer()).toString("base64"), type: value.type };
  }
  if (value instanceof FormData) {
    return { $form: await Promise.all([...value].map(async ([name, item]) => [name, await describe(item)])) };
  }
  if (value instanceof Response) {
    const { status, headers } = value;
    const text = value.bodyUsed ? null : await value.text();
    return { $response: { status, type: headers.get("content-type"), headers: Object.fromEntries(headers), text } };
  }
  return value;
}
