import { useState } from "react";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import own from "@/features/study/materials/materials.module.css";
import { type Material, useDeleteMaterial, useGenerate } from "@/features/study/materials/queries";
import { formatSize } from "@/features/study/materials/upload";
import { Button } from "@/shared/components/button";
import { ConfirmDialog } from "@/shared/components/dialog";
import { NumberField, TextField } from "@/shared/components/fields";
import { ProgressBar } from "@/shared/components/progress-bar";
import { pluralize } from "@/shared/format";

export function MaterialRow({ material, onOpen }: { material: Material; onOpen: () => void }) {
  const [opened, setOpened] = useState<"cards" | "quiz" | "delete" | null>(null);
  const close = () => setOpened(null);
  const isReady = material.state === "ready";
  return (
    <li>
      <span className={styles.main}>
        <button type="button" className={styles.text} onClick={onOpen}>
          {material.title}
        </button>
        <span className={`${styles.note} ${material.state === "failed" ? styles.late : ""}`}>{describe(material)}</span>
      </span>
      {(material.state === "queued" || material.state === "working") && (
        <div className={own.progress}>
          <ProgressBar label={`Reading ${material.title}`} done={material.progress ?? 0} total={100} />
        </div>
      )}
      {isReady && (
        <>
          <Button aria-label={`Make cards from ${material.title}`} onPress={() => setOpened("cards")}>
            Make cards
          </Button>
          <Button aria-label={`Make a quiz from ${material.title}`} onPress={() => setOpened("quiz")}>
            Make a quiz
          </Button>
        </>
      )}
      <Button variant="quiet" aria-label={`Delete ${material.title}`} onPress={() => setOpened("delete")}>
        Delete
      </Button>
      {(opened === "cards" || opened === "quiz") && (
        <GenerateDialog material={material} kind={opened} onClose={close} />
      )}
      {opened === "delete" && <DeleteDialog material={material} onClose={close} />}
    </li>
  );
}

/** Return what is known of a material in one line. */
export function describe({ state, reason, pages, chunks, size }: Material): string {
  if (state === "failed") return `Could not be read: ${reason ?? "the reason is not known"}`;
  if (state === "queued") return "Waiting to be read";
  if (state === "working") return "Being read";
  const parts = [pages && pluralize(pages, "page"), chunks && pluralize(chunks, "passage"), size && formatSize(size)];
  return ["Ready", ...parts, reason].filter(Boolean).join(" · ");
}

type GenerateDialogProps = { material: Material; kind: "cards" | "quiz"; onClose: () => void };

function GenerateDialog({ material, kind, onClose }: GenerateDialogProps) {
  const { fields, set } = useFields({ count: 10, title: material.title });
  const generate = useGenerate(onClose);
  return (
    <FormDialog
      title={kind === "cards" ? "Make cards" : "Make a quiz"}
      submitLabel={kind === "cards" ? "Make cards" : "Make a quiz"}
      onSubmit={() => generate.mutate({ id: material.id, kind, ...fields })}
      onClose={onClose}
      isPending={generate.isPending}
      error={generate.error}
    >
      <NumberField
        label={kind === "cards" ? "Number of cards" : "Number of questions"}
        minValue={1}
        maxValue={100}
        value={fields.count}
        onChange={set("count")}
        description="There are fewer where the material says less."
      />
      <TextField label="Title" value={fields.title} onChange={set("title")} />
    </FormDialog>
  );
}

function DeleteDialog({ material, onClose }: { material: Material; onClose: () => void }) {
  const remove = useDeleteMaterial(onClose);
  return (
    <ConfirmDialog
      title={`Delete ${material.title}?`}
      confirmLabel="Delete the material"
      isOpen
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(material.id)}
      onClose={onClose}
    >
      <p>The tutor no longer answers from it. Cards and quizzes that were made from it stay.</p>
    </ConfirmDialog>
  );
}
