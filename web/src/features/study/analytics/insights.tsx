import styles from "@/features/study/analytics/analytics.module.css";
import { $api } from "@/features/study/api";
import { ErrorAlert, Skeleton } from "@/shared/components/feedback";

const useInsights = () => $api.useQuery("get", "/api/insights", { params: { query: { provider: false } } });
const useAchievements = () => $api.useQuery("get", "/api/achievements");

/** The insights and the achievements, shown together so that neither moves when the other arrives. */
export function Findings() {
  const isPending = [useInsights(), useAchievements()].some((query) => query.isPending);
  if (isPending) return <Skeleton rows={2} label="Loading the insights" />;
  return (
    <div className={styles.page}>
      <Insights />
      <Achievements />
    </div>
  );
}

/** What the numbers show, computed on the server without a provider. */
function Insights() {
  const query = useInsights();
  return (
    <section className={styles.section} aria-labelledby="insights">
      <h2 id="insights">What the numbers show</h2>
      <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      <ul className={styles.insights}>
        {query.data?.insights.map((insight) => (
          <li key={insight.title}>
            <h3>{insight.title}</h3>
            <p>{insight.explanation}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What has been reached, and how far the rest is. */
function Achievements() {
  const query = useAchievements();
  if (!query.data) return <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />;
  const { achievements, unlocked, total } = query.data;
  return (
    <section className={styles.section} aria-labelledby="achievements">
      <h2 id="achievements">
        Achievements: {unlocked} of {total}
      </h2>
      <ul className={styles.achievements}>
        {achievements.map((achievement) => (
          <li key={achievement.id ?? achievement.code} data-unlocked={achievement.unlocked}>
            <strong>{achievement.title}</strong>
            <span>{achievement.description}</span>
            <span>{achievement.unlocked ? "Reached" : `${achievement.progress} of ${achievement.max_progress}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
