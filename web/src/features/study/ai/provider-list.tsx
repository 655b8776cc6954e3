import { take, useAction } from "@/features/study/actions";
import { $api, api, type Schemas } from "@/features/study/api";
import styles from "@/features/study/components/study.module.css";
import { Button } from "@/shared/components/button";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { formatTime } from "@/shared/format";

const REASONS: Record<Schemas["ProviderBody"]["reason"], string> = {
  ok: "can be called",
  no_key: "has no key",
  open: "is held after failures",
  cooling: "asks for fewer requests",
  disabled: "is switched off by the server",
};

/** The providers with their state, each with a test. */
export function ProviderList() {
  const query = $api.useQuery("get", "/api/ai/providers");
  return (
    <section className={styles.panel} aria-labelledby="providers">
      <h2 id="providers">Providers</h2>
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton rows={3} />}
      <ul className={styles.list}>
        {query.data?.providers.map((provider) => (
          <ProviderRow key={provider.name} provider={provider} />
        ))}
      </ul>
    </section>
  );
}

function ProviderRow({ provider }: { provider: Schemas["ProviderBody"] }) {
  const params = { path: { name: provider.name } };
  const test = useAction(() => take(api.POST("/api/ai/providers/{name}/test", { params })), {
    changes: ["/api/ai/providers"],
    showsError: true,
  });
  const result = test.data;
  return (
    <li>
      <span className={styles.main}>
        <strong>{provider.name}</strong>
        <span className={styles.note}>
          {provider.models.join(", ")} · {REASONS[provider.reason]}
          {provider.until && ` until ${formatTime(new Date(provider.until))}`}
        </span>
        <output className={styles.note}>
          {result?.ok && `The test worked: ${result.model} answers.`}
          {result && !result.ok && <span className={styles.late}>The test failed. {result.message}</span>}
        </output>
        <ErrorAlert error={test.error} />
      </span>
      <Button isPending={test.isPending} onPress={() => test.mutate()} aria-label={`Test ${provider.name}`}>
        Test
      </Button>
    </li>
  );
}
