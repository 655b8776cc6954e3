/** Changes on the server: their result refreshes what it concerns, and their failure is shown. */
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { refresh } from "@/features/study/api";
import { take } from "@/shared/api/api";
import { showToast } from "@/shared/components/toast";

export { take };

type Options<A, V> = {
  /** The paths whose answers have changed. */
  changes: readonly string[];
  onDone?: (answer: A, variables: V) => void;
  /** Whether the caller shows the error itself; otherwise it is a message. */
  showsError?: boolean;
};

/** Return a mutation for a change of study data. */
export function useAction<A, V = void>(
  run: (variables: V) => Promise<A>,
  { changes, onDone, showsError = false }: Options<A, V>,
): UseMutationResult<A, Error, V> {
  const cache = useQueryClient();
  return useMutation<A, Error, V>({
    mutationFn: run,
    onSuccess: async (answer, variables) => {
      await refresh(cache, ...changes);
      onDone?.(answer, variables);
    },
    onError: (error) => {
      if (!showsError) showToast({ kind: "error", message: error.message });
    },
  });
}

/** Return whether an error is about single fields, which the form shows beside them. */
export const fieldErrors = (error: Error | null): Record<string, string | undefined> =>
  error && "fields" in error ? (error.fields as Record<string, string>) : {};
