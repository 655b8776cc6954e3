import { type ComponentType, lazy, type ReactNode, Suspense } from "react";

/**
 * Return a component whose code is loaded when it is first shown, such as a dialog that few people open. Until then
 * `fallback` is shown.
 */
export function lazyPart<Props extends object, Name extends string>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
  fallback: ReactNode = null,
): ComponentType<Props> {
  const Part = lazy(async () => ({ default: (await load())[name] })) as unknown as ComponentType<Props>;
  return (props) => (
    <Suspense fallback={fallback}>
      <Part {...props} />
    </Suspense>
  );
}
