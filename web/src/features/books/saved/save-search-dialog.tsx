import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api } from "@/features/books/api";
import { bodyOf, savedKey } from "@/features/books/queries";
import styles from "@/features/books/saved/saved.module.css";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert } from "@/shared/components/feedback";
import { Checkbox, NumberField, TextField } from "@/shared/components/fields";
import { showToast } from "@/shared/components/toast";

type SaveSearchDialogProps = {
  isOpen: boolean;
  onClose: () => void;
  filters?: { q: string; format: string; lang: string };
};

/** Ask for the name of a search and for what happens with the books that it finds. */
export function SaveSearchDialog({ isOpen, onClose, filters }: SaveSearchDialogProps) {
  return (
    <Dialog title="Save a search" isOpen={isOpen} onClose={onClose}>
      <SaveSearchForm onClose={onClose} filters={filters ?? { q: "", format: "", lang: "" }} />
    </Dialog>
  );
}

const MAX_PER_RUN = 50;

function SaveSearchForm({
  filters,
  onClose,
}: {
  filters: { q: string; format: string; lang: string };
  onClose: () => void;
}) {
  const cache = useQueryClient();
  const [name, setName] = useState(filters.q);
  const [query, setQuery] = useState(filters.q);
  const [queueMatches, setQueueMatches] = useState(true);
  const [mostPerRun, setMostPerRun] = useState(5);
  const save = useMutation({
    mutationFn: async () =>
      bodyOf(
        await api.POST("/api/saved-searches", {
          body: {
            name: name.trim(),
            query: query.trim(),
            queue_matches: queueMatches,
            most_per_run: Number.isNaN(mostPerRun) ? 5 : mostPerRun,
            ...(filters.format && { format: [filters.format] }),
            ...(filters.lang && { lang: [filters.lang] }),
          },
        }),
      ),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: savedKey });
      showToast({ message: `“${name.trim()}” is saved. It runs as soon as possible, and then regularly.` });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField label="Name" value={name} onChange={setName} maxLength={100} isRequired autoFocus />
      <TextField
        label="Title, author or ISBN"
        value={query}
        onChange={setQuery}
        maxLength={1000}
        isRequired
        description={[filters.format.toUpperCase(), filters.lang].filter(Boolean).join(", ")}
      />
      <Checkbox isSelected={queueMatches} onChange={setQueueMatches}>
        Queue new books
      </Checkbox>
      {queueMatches && (
        <NumberField
          label="Books per run, at most"
          value={mostPerRun}
          onChange={setMostPerRun}
          minValue={1}
          maxValue={MAX_PER_RUN}
        />
      )}
      <ErrorAlert error={save.error} />
      <div className={styles.buttons}>
        <Button onPress={onClose}>Close</Button>
        <Button type="submit" variant="primary" isPending={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
