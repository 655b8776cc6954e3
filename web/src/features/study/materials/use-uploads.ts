/** The uploads of the page: each with its progress, until it is done or closed. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { refresh } from "@/features/study/api";
import { uploadFile } from "@/features/study/materials/upload";

export type ShownUpload = {
  id: number;
  name: string;
  size: number;
  share: number;
  error: Error | null;
  cancel: () => void;
};

/** Return the uploads, and a function that starts further ones. */
export function useUploads(url: string, changes: string) {
  const [uploads, setUploads] = useState<readonly ShownUpload[]>([]);
  const lastId = useRef(0);
  const cache = useQueryClient();
  const close = (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id));
  const change = (id: number, fields: Partial<ShownUpload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));

  const start = async (file: File) => {
    lastId.current += 1;
    const id = lastId.current;
    const controller = new AbortController();
    const cancel = () => {
      controller.abort();
      close(id);
    };
    setUploads((all) => [...all, { id, name: file.name, size: file.size, share: 0, error: null, cancel }]);
    try {
      await uploadFile(url, { file, signal: controller.signal, onProgress: (share) => change(id, { share }) });
      await refresh(cache, changes);
      close(id);
    } catch (error) {
      if (!controller.signal.aborted) change(id, { error: error as Error });
    }
  };
  return { uploads, startAll: (files: Iterable<File>) => void Promise.all([...files].map(start)) };
}
