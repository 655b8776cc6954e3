import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useSubjects } from "@/features/study/components/subjects";
import { tutorAddress } from "@/features/study/tutor/addresses";
import { ChatList } from "@/features/study/tutor/chat-list";
import { MaterialChoice } from "@/features/study/tutor/material-choice";
import { beginChat } from "@/features/study/tutor/queries";
import { QuestionForm } from "@/features/study/tutor/question-form";
import styles from "@/features/study/tutor/tutor.module.css";
import { ErrorAlert } from "@/shared/components/feedback";
import { PageHeader } from "@/shared/components/page-header";
import { Select } from "@/shared/components/select";

const ANY = "any";

/** The start of the tutor: a new question, and all chats. */
export function TutorPage() {
  const { material } = tutorAddress.useSearch();
  const change = tutorAddress.useChangeSearch();
  const [subjectId, setSubjectId] = useState(ANY);
  const subjects = useSubjects();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const subject = subjects.find(({ id }) => id === subjectId) ?? null;
  const begin = useMutation({
    mutationFn: (question: string) => beginChat(cache, { question, subject, materialIds: material }),
    onSuccess: (id) => void navigate({ to: "/study/tutor/$id", params: { id } }),
  });
  return (
    <>
      <PageHeader title="Tutor" description="Ask about what you learn. Answers cite your own materials." />
      <QuestionForm label="Your question" onSend={begin.mutate} isPending={begin.isPending}>
        <div className={styles.choices}>
          <Select
            label="Subject"
            value={subjectId}
            onChange={setSubjectId}
            options={[
              { value: ANY, label: "Any subject" },
              ...subjects.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <MaterialChoice chosen={material} onChange={(ids) => change({ material: ids }, { replace: true })} />
        </div>
        <ErrorAlert error={begin.error} />
      </QuestionForm>
      <ChatList />
    </>
  );
}
