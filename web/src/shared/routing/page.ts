/** Pages: a typed address (`defineAddress`), and the component that is loaded when the page is opened (`lazyPage`). */
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ComponentType, useCallback } from "react";
import type { RawSearch } from "@/shared/routing/search";

type ParamsOf<Path extends string> = Path extends `${string}$${infer Name}/${infer Rest}`
  ? { [K in Name | keyof ParamsOf<Rest>]: string }
  : Path extends `${string}$${infer Name}`
    ? { [K in Name]: string }
    : Record<never, string>;

/** How a change of the search parameters is recorded: as a new history entry, or in place of the current one. */
type ChangeOptions = { replace?: boolean };

/** The address of a page: its path with `$name` parameters, and the type of its search parameters. */
export type Address<Path extends string = string, Search extends object = object> = {
  path: Path;
  parseSearch: ((raw: RawSearch) => Search) | undefined;
  /** Return the search parameters of the current address, parsed; the same object until one of them changes. */
  useSearch: () => Search;
  /** Return the search parameters without some, which may change without a new object. */
  useSearchWithout: <Name extends keyof Search>(...names: readonly Name[]) => Omit<Search, Name>;
  /** Return a function that changes some of the search parameters and keeps the others. */
  useChangeSearch: () => (change: Partial<Search>, options?: ChangeOptions) => void;
  /** Return the parameters in the path, decoded. */
  useParams: () => ParamsOf<Path>;
};

/** Return the address of a page. `parseSearch` must accept whatever an address contains. */
export function defineAddress<const Path extends string, Search extends object = Record<never, never>>(
  path: Path,
  parseSearch?: (raw: RawSearch) => Search,
): Address<Path, Search> {
  return {
    path,
    parseSearch,
    useSearch: () => useSearch({ strict: false }) as Search,
    useSearchWithout: (...names) =>
      useSearch({
        strict: false,
        structuralSharing: true,
        select: (search: object) =>
          Object.fromEntries(Object.entries(search).filter(([name]) => !names.includes(name as never))) as never,
      }) as never,
    useParams: () => useParams({ strict: false }) as ParamsOf<Path>,
    useChangeSearch: () => {
      const navigate = useNavigate();
      return useCallback(
        (change, { replace = false } = {}) =>
          void navigate({
            to: ".",
            search: ((current: object) => ({ ...current, ...change })) as never,
            replace,
            resetScroll: false,
          }),
        [navigate],
      );
    },
  };
}

/** A page of a feature. */
export type Page = {
  // The search parameters of different pages have different types.
  // biome-ignore lint/suspicious/noExplicitAny: a list of pages holds every type of address
  address: Address<any, any>;
  load: () => Promise<ComponentType>;
};

/** Return a page whose module is loaded when it is opened; `name` is the exported component. */
export function lazyPage<Name extends string>(
  address: Page["address"] | string,
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
): Page {
  return {
    address: typeof address === "string" ? defineAddress(address) : address,
    load: async () => (await load())[name],
  };
}
