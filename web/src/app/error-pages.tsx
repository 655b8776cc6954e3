import { Link, useRouteError } from "react-router";
import { Empty } from "@/shared/components/feedback";
import { useTitle } from "@/shared/title";

/** The page itself broke: say so instead of going blank. */
export function Fault() {
  const error = useRouteError();
  return (
    <Empty title="This page stumbled">
      <p role="alert">{error instanceof Error ? error.message : "Something unexpected happened."}</p>
      <p>
        <Link to="/" reloadDocument>
          Start again from today
        </Link>
      </p>
    </Empty>
  );
}

export function Nowhere() {
  useTitle("Not found");
  return (
    <Empty title="There is nothing here">
      <p>
        Try <Link to="/">today's record</Link> or <Link to="/search">search</Link>.
      </p>
    </Empty>
  );
}
