/** The forms of decks and cards, and the import. */
import { useState } from "react";
import { fieldErrors, useAction } from "@/features/study/actions";
import {
  CARDS,
  type Deck,
  type Import,
  useDeleteCard,
  useImports,
  useSaveCard,
  useSaveDeck,
} from "@/features/study/cards/queries";
import type { Card } from "@/features/study/cards/review";
import { FilePicker } from "@/features/study/components/file-picker";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { uploadFile } from "@/features/study/materials/upload";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert, SuccessMessage } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { ProgressBar } from "@/shared/components/progress-bar";
import { showToast } from "@/shared/components/toast";
import { pluralize } from "@/shared/format";

type DeckDialogProps = { deck: Deck | null; onClose: () => void; onSaved: (deck: Deck) => void };

export function DeckDialog({ deck, onClose, onSaved }: DeckDialogProps) {
  const { fields, set } = useFields({ title: deck?.title ?? "", description: deck?.description ?? "" });
  const save = useSaveDeck(onSaved);
  const errors = fieldErrors(save.error);
  return (
    <FormDialog
      title={deck ? "Deck" : "New deck"}
      submitLabel={deck ? "Save" : "Add deck"}
      onSubmit={() =>
        save.mutate({ id: deck?.id ?? null, title: fields.title, description: fields.description || null })
      }
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <TextField label="Description" value={fields.description} onChange={set("description")} />
    </FormDialog>
  );
}

type CardDialogProps = { card: Card | null; setId: string; onClose: () => void };

/** The form of a card; new cards are added one after the other. */
export function CardDialog({ card, setId, onClose }: CardDialogProps) {
  const { fields, set } = useFields({
    front: card?.front_content ?? "",
    back: card?.back_content ?? "",
    tags: card?.tags?.join(", ") ?? "",
  });
  const [added, setAdded] = useState(0);
  const save = useSaveCard(() => {
    if (card) return onClose();
    setAdded(added + 1);
    set("front")("");
    set("back")("");
    showToast({ message: "Added the card." });
  });
  const remove = useDeleteCard(onClose);
  const errors = fieldErrors(save.error);
  const tags = fields.tags
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
  return (
    <FormDialog
      title={card ? "Card" : "New card"}
      submitLabel={card ? "Save" : "Add card"}
      onSubmit={() =>
        save.mutate({
          id: card?.id ?? null,
          set_id: setId,
          front_content: fields.front,
          back_content: fields.back,
          tags,
        })
      }
      onClose={onClose}
      isPending={save.isPending}
      error={save.error}
      actions={
        card && (
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate(card.id)}>
            Delete
          </Button>
        )
      }
    >
      <TextField
        key={added}
        label="Front"
        rows={3}
        value={fields.front}
        onChange={set("front")}
        error={errors.front_content}
        isRequired
        autoFocus
      />
      <TextField
        label="Back"
        rows={3}
        value={fields.back}
        onChange={set("back")}
        error={errors.back_content}
        isRequired
      />
      <TextField label="Tags (with commas)" value={fields.tags} onChange={set("tags")} error={errors.tags} />
    </FormDialog>
  );
}

export function ImportDialog({ setId = "", onClose }: { setId?: string; onClose: () => void }) {
  const [share, setShare] = useState<number | null>(null);
  const upload = useAction(
    (file: File) =>
      uploadFile<Import>("/api/flashcard-sets/imports", { file, fields: { set_id: setId }, onProgress: setShare }),
    { changes: CARDS, showsError: true },
  );
  const imports = useImports().data?.imports ?? [];
  const current = imports.find(({ id }) => id === upload.data?.id) ?? upload.data;
  const refreshDecks = useAction(() => Promise.resolve(), { changes: CARDS });
  const [seen, setSeen] = useState("");
  if (current?.state === "done" && seen !== current.id) {
    setSeen(current.id);
    refreshDecks.mutate();
  }
  return (
    <Dialog title="Import cards" isOpen onClose={onClose}>
      <div className={styles.form}>
        <p>
          An Anki deck (.apkg, .colpkg), or a text file with a card in every line: front, back, tags (.csv, .tsv, .txt).
        </p>
        <FilePicker
          label="Choose a file"
          variant="primary"
          accept=".apkg,.colpkg,.csv,.tsv,.txt"
          isPending={upload.isPending}
          onChoose={([file]) => file && upload.mutate(file)}
        />
        {upload.isPending && <ProgressBar label="Upload" done={Math.round(100 * (share ?? 0))} total={100} />}
        <ErrorAlert error={upload.error} />
        {current && <ImportState item={current} />}
        <div className={styles.buttons}>
          <Button onPress={onClose}>Close</Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Return which step an import is at. */
function describeStep({ state, cards }: Import): string {
  if (state === "queued") return "Waiting to be read";
  return cards === null ? "Reading the file" : `Adding ${pluralize(cards, "card")}`;
}

function ImportState({ item }: { item: Import }) {
  if (item.state === "failed")
    return <ErrorAlert error={new Error(item.reason ?? "The file could not be imported.")} />;
  if (item.state !== "done" || !item.result)
    return <ProgressBar label="Import" done={0} total={null} text={describeStep(item)} />;
  const { added, changed, unchanged, skipped } = item.result;
  const left = Object.values(skipped as Record<string, number>).reduce((sum, count) => sum + count, 0);
  return (
    <SuccessMessage>
      {added} added, {changed} changed, {unchanged} unchanged, {left} skipped.
    </SuccessMessage>
  );
}
