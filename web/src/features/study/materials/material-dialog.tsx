import { useState } from "react";
import { fieldErrors } from "@/features/study/actions";
import { FormDialog, useFields } from "@/features/study/components/form-dialog";
import styles from "@/features/study/components/study.module.css";
import { findOrAddSubject, SubjectField, useSubjectName } from "@/features/study/components/subjects";
import { describe } from "@/features/study/materials/material-row";
import { type Material, useChangeMaterial, useDeleteMaterial, useMaterial } from "@/features/study/materials/queries";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { TextField } from "@/shared/components/fields";

type MaterialDialogProps = { id: string; onClose: () => void };

/** A material with its state; its title and subject can be changed. */
export function MaterialDialog({ id, onClose }: MaterialDialogProps) {
  const { data, error, refetch } = useMaterial(id);
  if (data) return <MaterialForm material={data} onClose={onClose} />;
  return (
    <Dialog title="Material" isOpen onClose={onClose}>
      {error ? <ErrorAlert error={error} onRetry={refetch} /> : <Skeleton rows={2} label="Loading the material" />}
    </Dialog>
  );
}

function MaterialForm({ material, onClose }: { material: Material; onClose: () => void }) {
  const { fields, set } = useFields({ title: material.title });
  const subjectName = useSubjectName();
  const [subject, setSubject] = useState<string | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const change = useChangeMaterial(onClose);
  const remove = useDeleteMaterial(onClose);
  const errors = fieldErrors(change.error);
  const submit = async () =>
    change.mutate({
      id: material.id,
      title: fields.title,
      ...(subject !== null && { subject_id: await findOrAddSubject(subject) }),
    });
  return (
    <FormDialog
      title="Material"
      submitLabel="Save"
      onSubmit={() => void submit()}
      onClose={onClose}
      isPending={change.isPending}
      error={change.error ?? remove.error}
      actions={
        <Button
          variant="danger"
          isPending={remove.isPending}
          onPress={() => (isDeleting ? remove.mutate(material.id) : setDeleting(true))}
        >
          {isDeleting ? "Delete the material" : "Delete"}
        </Button>
      }
    >
      <p className={`${styles.note} ${material.state === "failed" ? styles.late : ""}`}>{describe(material)}</p>
      <TextField label="Title" value={fields.title} onChange={set("title")} error={errors.title} isRequired autoFocus />
      <SubjectField value={subject ?? subjectName(material.subject_id)} onChange={setSubject} />
      {isDeleting && <p role="status">The tutor no longer answers from it. Cards and quizzes made from it stay.</p>}
    </FormDialog>
  );
}
