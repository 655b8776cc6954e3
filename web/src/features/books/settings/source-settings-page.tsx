import styles from "@/features/books/settings/settings.module.css";
import { SettingsForm } from "@/features/books/settings/settings-form";
import { Link } from "@/shared/components/link";
import { PageHeader } from "@/shared/components/page-header";

export function SourceSettingsPage() {
  return (
    <div className="page">
      <PageHeader
        title="Sources of books"
        description={
          <>
            The catalogues that are searched.{" "}
            <Link className={styles.link} to="/books/sources">
              See their state
            </Link>
          </>
        }
      />
      <SettingsForm tab="download_sources" />
    </div>
  );
}
