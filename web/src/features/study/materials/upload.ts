/** Uploads of files with their progress, which fetch cannot report. */
import { type ApiError, PAGE_HEADERS, toApiError } from "@/shared/api/client";

export type Upload = {
  file: File;
  fields?: Record<string, string>;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Send a file as the field `file` of a form; return the body of the response, or throw an ApiError. */
export function uploadFile<A>(url: string, { file, fields = {}, onProgress, signal }: Upload): Promise<A> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== "") form.set(name, value);
  form.set("file", file);
  return new Promise((resolve, reject: (error: ApiError | DOMException) => void) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    for (const [name, value] of Object.entries(PAGE_HEADERS)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as A);
      else reject(toApiError(request.status, body, request.getResponseHeader("Retry-After")));
    });
    request.addEventListener("error", () =>
      reject(toApiError(0, { message: "The server cannot be reached. Try again." })),
    );
    request.addEventListener("abort", () => reject(new DOMException("The upload was cancelled.", "AbortError")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Return a size in bytes as text, such as 1.4 MB. */
export function formatSize(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
