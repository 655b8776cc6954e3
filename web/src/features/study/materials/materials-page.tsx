/** Texts and files from which the tutor answers, and from which cards and quizzes are made. */

import { useState } from "react";
import { DropZone, type DropZoneProps } from "react-aria-components/DropZone";
import { Text } from "react-aria-components/Text";
import { materialsAddress } from "@/features/study/addresses";
import { buildAddress } from "@/features/study/api";
import { FilePicker } from "@/features/study/components/file-picker";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { GenerationList } from "@/features/study/materials/generations";
import { MaterialRow } from "@/features/study/materials/material-row";
import own from "@/features/study/materials/materials.module.css";
import { useAddText, useMaterials } from "@/features/study/materials/queries";
import { formatSize } from "@/features/study/materials/upload";
import { type ShownUpload, useUploads } from "@/features/study/materials/use-uploads";
import { Button } from "@/shared/components/button";
import { EmptyState, ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";
import { lazyPart } from "@/shared/components/lazy-part";
import { PageHeader } from "@/shared/components/page-header";
import { ProgressBar } from "@/shared/components/progress-bar";

// Forms are loaded when they are opened.
const MaterialDialog = lazyPart(() => import("@/features/study/materials/material-dialog"), "MaterialDialog");
const PassagePanel = lazyPart(() => import("@/features/study/tutor/passage-panel"), "PassagePanel");

const TYPES = ".pdf,.docx,.epub,.html,.htm,.txt,.md,.markdown";

export function MaterialsPage() {
  const { data, error, refetch } = useMaterials();
  const { uploads, startAll } = useUploads("/api/materials", "/api/materials");
  const [isWriting, setWriting] = useState(false);
  const search = materialsAddress.useSearch();
  const changeSearch = materialsAddress.useChangeSearch();
  const open = (material: string) => changeSearch({ material });
  const close = () => changeSearch({ material: "", passage: "" }, { replace: true });
  const materials = data?.materials ?? [];
  return (
    <div className={styles.stack}>
      <PageHeader
        title="Materials"
        description="PDF, DOCX, EPUB, HTML, Markdown and text files, up to 50 MB each."
        actions={
          <>
            <FilePicker label="Add files" variant="primary" accept={TYPES} allowsMultiple onChoose={startAll} />
            <Button onPress={() => setWriting(true)}>Write a text</Button>
            {materials.length > 0 && (
              <a className="button quiet" href={buildAddress("/api/exports/materials", { format: "csv" })} download>
                Export CSV
              </a>
            )}
          </>
        }
      />
      <ErrorAlert error={error} onRetry={refetch} />
      <FileDrop onDrop={startAll} />
      {uploads.length > 0 && (
        <ul className={`${styles.panel} ${styles.list}`} aria-label="Uploads">
          {uploads.map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {!data && !error && <Skeleton />}
      {data && materials.length === 0 && uploads.length === 0 && (
        <EmptyState title="No materials yet" action={<Button onPress={() => setWriting(true)}>Write a text</Button>}>
          <p>The tutor answers from your materials, and cards and quizzes are made from them.</p>
        </EmptyState>
      )}
      {materials.length > 0 && (
        <ul className={`${styles.panel} ${styles.list}`} aria-label="Materials">
          {materials.map((material) => (
            <MaterialRow key={material.id} material={material} onOpen={() => open(material.id)} />
          ))}
        </ul>
      )}
      <GenerationList materials={materials} />
      {search.material && !search.passage && (
        <MaterialDialog key={search.material} id={search.material} onClose={close} />
      )}
      {search.material && search.passage && (
        <PassagePanel
          citation={{ material_id: search.material, chunk_id: search.passage, title: "Passage", quote: "" }}
          onClose={close}
        />
      )}
      {isWriting && <TextDialog onClose={() => setWriting(false)} />}
    </div>
  );
}

/** A place for files that are dragged or pasted; the button "Add files" does the same. */
function FileDrop({ onDrop }: { onDrop: (files: File[]) => void }) {
  const drop: DropZoneProps["onDrop"] = ({ items }) =>
    void Promise.all(items.filter((item) => item.kind === "file").map((item) => item.getFile())).then(onDrop);
  return (
    <DropZone className={own.drop ?? ""} onDrop={drop}>
      <Text slot="label">Drop files here.</Text>
    </DropZone>
  );
}

function UploadRow({ upload }: { upload: ShownUpload }) {
  const { name, size, share, error, cancel } = upload;
  return (
    <li>
      <span className={styles.main}>
        <strong>{name}</strong>
        <span className={styles.note}>{formatSize(size)}</span>
      </span>
      {error ? (
        <ErrorAlert error={error} />
      ) : (
        <div className={own.progress}>
          <ProgressBar label={`Upload of ${name}`} done={Math.round(100 * share)} total={100} />
        </div>
      )}
      <Button variant="quiet" onPress={cancel}>
        {error ? "Close" : "Cancel"}
      </Button>
    </li>
  );
}

function TextDialog({ onClose }: { onClose: () => void }) {
  const { fields, set } = useFields({ title: "", text: "" });
  const add = useAddText(onClose);
  return (
    <FormDialog
      title="Write a text"
      submitLabel="Add text"
      onSubmit={() => add.mutate(fields)}
      onClose={onClose}
      isPending={add.isPending}
      error={add.error}
    >
      <TextField label="Title" value={fields.title} onChange={set("title")} isRequired autoFocus />
      <TextField label="Text" rows={10} value={fields.text} onChange={set("text")} isRequired />
    </FormDialog>
  );
}
