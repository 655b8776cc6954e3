/** Subjects: their names in forms, and their rows. */

import { take } from "@/features/study/actions";
import { $api, api } from "@/features/study/api";
import { ComboBox } from "@/shared/components/combo-box";

const QUERY = { params: { query: { limit: 100 } } } as const;

/** Return the subjects of the account. */
export const useSubjects = () => $api.useQuery("get", "/api/subjects", QUERY).data?.subjects ?? [];

/** Return a function that returns the name of a subject; "" for none. */
export function useSubjectName(): (id: string | null | undefined) => string {
  const subjects = useSubjects();
  return (id) => subjects.find((subject) => subject.id === id)?.name ?? "";
}

/** Return the id of the subject of this name, which is made if there is none; null for a blank name. */
export async function findOrAddSubject(name: string): Promise<string | null> {
  const wanted = name.trim();
  if (!wanted) return null;
  const { subjects } = await take(api.GET("/api/subjects", { params: { query: { limit: 100, q: wanted } } }));
  const known = subjects.find((subject) => subject.name === wanted);
  return known?.id ?? (await take(api.POST("/api/subjects", { body: { name: wanted } }))).id;
}

type SubjectFieldProps = { value: string; onChange: (name: string) => void; label?: string };

/** A field for the name of a subject, with suggestions; a name that is new makes a subject. */
export function SubjectField({ value, onChange, label = "Subject" }: SubjectFieldProps) {
  const names = useSubjects().map(({ name }) => name);
  const found = names.filter((name) => name.toLowerCase().includes(value.trim().toLowerCase()));
  return (
    <ComboBox
      label={label}
      value={value}
      onChange={onChange}
      onChoose={onChange}
      options={found.map((name) => ({ value: name, label: name }))}
      placeholder="None"
    />
  );
}
