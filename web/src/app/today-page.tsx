import type { ComponentType } from "react";
import { FirstRun } from "@/app/first-run/first-run";
import { $api, pollUnlessLive } from "@/app/overview-api";
import { NextSteps } from "@/app/today/next-steps";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";
import { PageHeader } from "@/shared/components/page-header";
import type { Feature } from "@/shared/feature";

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
  return (
    <div className="page">
      <PageHeader title="Today" />
      <FirstRun features={features} />
      <ErrorAlert error={today.error} onRetry={() => today.refetch()} />
      {today.isPending && <Skeleton rows={2} label="Loading the next steps" />}
      {today.data && <NextSteps today={today.data} features={features} />}
      {cards.map(({ name, Card }) => (
        <Card key={name} />
      ))}
    </div>
  );
}
