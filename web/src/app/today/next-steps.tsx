import type { AppToday } from "@/app/overview-api";
import styles from "@/app/today/next-steps.module.css";
import { ErrorAlert } from "@/shared/components/feedback";
import { Icon } from "@/shared/components/icon";
import { Link } from "@/shared/components/link";
import type { Feature } from "@/shared/feature";
import { formatCount } from "@/shared/format";

type Today = { apps: readonly AppToday[]; failed: readonly { app: string; reason: string }[] };

/** Show the next step of every app, with its numbers; apps that failed are named. */
export function NextSteps({ today, features }: { today: Today; features: readonly Feature[] }) {
  const find = (app: string) => features.find(({ name }) => name === app)?.navigation;
  const shown = today.apps.filter(({ app }) => find(app));
  return (
    <section aria-label="Next steps" className={styles.grid}>
      {shown.map((app) => (
        <AppCard key={app.app} app={app} label={find(app.app)?.label ?? app.app} icon={find(app.app)?.icon ?? ""} />
      ))}
      {today.failed.map(({ app, reason }) => (
        <ErrorAlert key={app} error={new Error(`${find(app)?.label ?? app}: ${reason}`)} />
      ))}
    </section>
  );
}

type AppCardProps = { app: AppToday; label: string; icon: string };

function AppCard({ app: { app, facts, items, next_step: step }, label, icon }: AppCardProps) {
  return (
    <article className={styles.card} aria-labelledby={`today-${app}`}>
      <h2 id={`today-${app}`} className={styles.title}>
        <Icon path={icon} /> {label}
      </h2>
      {step && (
        <div className={styles.step}>
          <div>
            <h3>{step.title}</h3>
            <p className={styles.detail}>{step.detail}</p>
          </div>
          <Link to={step.url} className={`button quiet ${styles.action}`}>
            {step.action}
          </Link>
        </div>
      )}
      {items.length > 0 && (
        <ul className={styles.items}>
          {items.map((item) => (
            <li key={`${item.url} ${item.title}`}>
              <Link to={item.url}>{item.title}</Link>
              <span className={styles.detail}>{item.detail}</span>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.facts}>
        {facts.map((fact) => (
          <span key={fact.label}>
            <b>{formatCount(fact.value)}</b> {fact.label}
          </span>
        ))}
      </p>
    </article>
  );
}
