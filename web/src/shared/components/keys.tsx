import { formatKeys } from "@/shared/shortcuts";

/** Show the keys of a shortcut. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span aria-hidden="true">
      {formatKeys(keys).map((key, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a key may occur twice in a sequence
        <kbd key={position}>{key}</kbd>
      ))}
    </span>
  );
}
