import { type ComponentType, lazy, Suspense } from "react";
import { useFirstRun } from "@/app/first-run/use-first-run";
import { $api, pollUnlessLive } from "@/app/overview-api";
import { NextSteps } from "@/app/today/next-steps";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { PageHeader } from "@/shared/components/page-header";
import type { Feature } from "@/shared/feature";

const FirstRun = lazy(async () => ({ default: (await import("@/app/first-run/first-run")).FirstRun }));

type Card = { name: string; Card: ComponentType };

/** Return the start page with the cards of these features. */
export async function createTodayPage(features: readonly Feature[]): Promise<ComponentType> {
  const loading = features.flatMap(({ name, loadTodayCard }) =>
    loadTodayCard ? [{ name, card: loadTodayCard() }] : [],
  );
  const cards = await Promise.all(loading.map(async ({ name, card }) => ({ name, Card: await card })));
  return () => <TodayPage features={features} cards={cards} />;
}

function TodayPage({ features, cards }: { features: readonly Feature[]; cards: readonly Card[] }) {
  const today = $api.useQuery("get", "/api/today", {}, { refetchInterval: pollUnlessLive });
  const firstRun = useFirstRun();
  const skeleton = <Skeleton rows={5} label="Loading the next steps" />;
  return (
    <div className="page">
      <PageHeader title="Today" />
      {today.isPending || firstRun.isPending ? (
        skeleton
      ) : (
        // Shown together, so that nothing moves when a part arrives later.
        <Suspense fallback={skeleton}>
          {firstRun.isDue && <FirstRun features={features} />}
          <ErrorAlert error={today.error} onRetry={() => today.refetch()} />
          {today.data && <NextSteps today={today.data} features={features} />}
          {cards.map(({ name, Card }) => (
            <Card key={name} />
          ))}
        </Suspense>
      )}
    </div>
  );
}
