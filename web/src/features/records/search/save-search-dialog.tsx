import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/features/records/api";
import { type Search, toQuery } from "@/features/records/search/filters";
import { SAVED_SEARCHES } from "@/features/records/search/queries";
import styles from "@/features/records/search/search.module.css";
import { invalidatePaths } from "@/shared/api/api";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert } from "@/shared/components/feedback";
import { Checkbox, TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";

type Props = { search: Search; onClose: () => void };

/** Asks for the name of a saved search, and whether its new offers are notified. */
export function SaveSearchDialog({ search, onClose }: Props) {
  return (
    <Dialog title="Save this search" isOpen onClose={onClose}>
      <SaveSearchForm search={search} onClose={onClose} />
    </Dialog>
  );
}

function SaveSearchForm({ search, onClose }: Props) {
  const [name, setName] = useState(search.q ?? search.genre?.join(", ") ?? "");
  const [isNotified, setNotified] = useState(true);
  const cache = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.POST("/api/records/saved-searches", { body: buildBody(search, { name, isNotified }) }),
    onSuccess: () => {
      void invalidatePaths(cache, SAVED_SEARCHES);
      showToast({ message: `Saved the search “${name}”.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate();
  };
  return (
    <form onSubmit={submit} className={styles.save}>
      <TextField label="Name" value={name} onChange={setName} isRequired maxLength={100} autoFocus />
      <Checkbox isSelected={isNotified} onChange={setNotified}>
        Notify me when a new offer matches
      </Checkbox>
      <ErrorAlert error={error} />
      <Button type="submit" variant="primary" isPending={isPending} isDisabled={name.trim() === ""}>
        Save
      </Button>
    </form>
  );
}

/** The highest price is a property of the saved search, with its currency; the order is none. */
function buildBody(search: Search, { name, isNotified }: { name: string; isNotified: boolean }) {
  const { sort: _sort, max_price = "", currency = "USD", ...filters } = toQuery(search);
  const maxPrice = max_price.replace(",", ".") || null;
  const known = Object.entries(filters).filter(([, value]) => value !== undefined);
  const saved = Object.fromEntries(known) as Record<string, string | boolean | string[]>;
  return { name: name.trim(), filters: saved, max_price: maxPrice, currency, notify: isNotified };
}
