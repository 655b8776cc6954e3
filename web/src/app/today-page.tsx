import type { ComponentType } from "react";
import { PageHeader } from "@/shared/components/page-header";
import type { Feature } from "@/shared/feature";

/** Return the start page with the cards of these features. */
export async function createTodayPage(features: readonly Feature[]): Promise<ComponentType> {
  const loading = features.flatMap(({ name, loadTodayCard }) =>
    loadTodayCard ? [{ name, card: loadTodayCard() }] : [],
  );
  const cards = await Promise.all(loading.map(async ({ name, card }) => ({ name, Card: await card })));
  return () => <TodayPage cards={cards} />;
}

function TodayPage({ cards }: { cards: readonly { name: string; Card: ComponentType }[] }) {
  return (
    <div className="page">
      <PageHeader title="Today" />
      {cards.map(({ name, Card }) => (
        <Card key={name} />
      ))}
    </div>
  );
}
