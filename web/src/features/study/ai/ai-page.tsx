import { take, useAction } from "@/features/study/actions";
import { ProviderKeys } from "@/features/study/ai/provider-keys";
import { ProviderList } from "@/features/study/ai/provider-list";
import { $api, api } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { RadioGroup } from "@/shared/components/fields";
import { PageHeader } from "@/shared/components/page-header";

const SETTINGS = "/api/ai/settings";

/** The settings of AI: where answers come from, the account's keys, and whether providers can be called. */
export function AiPage() {
  const query = $api.useQuery("get", SETTINGS);
  const change = useAction(
    (onlyMaterials: boolean) => take(api.PUT(SETTINGS, { body: { only_materials: onlyMaterials } })),
    { changes: [SETTINGS] },
  );
  const isOnly = query.data?.only_materials ?? false;
  return (
    <>
      <PageHeader
        title="AI"
        description="Where the tutor's answers come from, and with which keys providers are called."
      />
      <div className={styles.stack}>
        <section className={styles.panel} aria-labelledby="answers">
          <h2 id="answers">Answers</h2>
          <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
          {query.isPending && <Skeleton rows={1} />}
          {query.data && (
            <RadioGroup
              label="The tutor answers from"
              value={isOnly ? "materials" : "providers"}
              onChange={(value) => change.mutate(value === "materials")}
              options={{ providers: "AI providers and my materials", materials: "Only my materials" }}
            />
          )}
          <p className={styles.note}>
            {isOnly
              ? "Questions to the tutor are sent to no provider: answers are quotes of your materials."
              : "Questions are sent to a provider, with passages of your materials that fit. Without a provider, answers are quotes of your materials."}
          </p>
        </section>
        <ProviderKeys />
        <ProviderList />
      </div>
    </>
  );
}
