import { useState } from "react";
import type { Search } from "@/features/records/search/filters";
import { Button } from "@/shared/components/button";
import { lazyPart } from "@/shared/components/lazy-part";

const SaveSearchDialog = lazyPart(() => import("@/features/records/search/save-search-dialog"), "SaveSearchDialog");

/** Saves the filters of a search under a name; new offers that match are then notified. */
export function SaveSearch({ search }: { search: Search }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Save this search</Button>
      {isOpen && <SaveSearchDialog search={search} onClose={() => setOpen(false)} />}
    </>
  );
}
