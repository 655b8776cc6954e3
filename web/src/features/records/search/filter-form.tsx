/** The filters of the search over offers, with the number of offers that each choice would find. */
import { useQuery } from "@tanstack/react-query";
import { memo, useState } from "react";
import { ChoiceField } from "@/features/records/components/choice-field";
import { suggestionsQuery } from "@/features/records/queries";
import { rememberCurrency } from "@/features/records/search/currency";
import { DraftField } from "@/features/records/search/draft-field";
import { findFieldErrors, type Search, type TextFilter } from "@/features/records/search/filters";
import styles from "@/features/records/search/search.module.css";
import type { OfferChoices } from "@/features/records/types";
import { ComboBox } from "@/shared/components/combo-box";
import { Checkbox } from "@/shared/components/fields";
import { Select } from "@/shared/components/select";
import { formatCount } from "@/shared/format";
import { useDebounced } from "@/shared/hooks";

type Props = {
  search: Search;
  choices: OfferChoices | undefined;
  onChange: (change: Partial<Search>) => void;
  serverErrors: Readonly<Record<string, string>>;
};

const ANY = "any";
const SUGGEST_MS = 200;

/** It is rendered again only when one of its properties has changed. */
export const FilterForm = memo(function FilterForm({ search, choices, onChange, serverErrors }: Props) {
  const errors: Record<string, string | undefined> = { ...serverErrors, ...findFieldErrors(search) };
  const setText = (name: TextFilter) => (text: string) => onChange({ [name]: text || undefined });
  const field = (name: TextFilter, label: string, inputMode: "decimal" | "numeric") => (
    <DraftField
      name={name}
      label={label}
      value={search[name] ?? ""}
      onCommit={setText(name)}
      error={errors[name]}
      inputMode={inputMode}
    />
  );
  return (
    <div className={styles.filters}>
      <ChoiceField
        label="Genre"
        values={search.genre ?? []}
        choices={choices?.genres ?? []}
        onChange={(genre) => onChange({ genre })}
      />
      <ChoiceField
        label="Style"
        values={search.style ?? []}
        choices={choices?.styles ?? []}
        onChange={(style) => onChange({ style })}
      />
      <ChoiceField
        label="Format"
        values={search.format ?? []}
        choices={choices?.formats ?? []}
        onChange={(format) => onChange({ format })}
      />
      <GradeField
        label="Media condition"
        value={search.condition}
        choices={choices?.conditions ?? []}
        error={errors.condition}
        onChange={setText("condition")}
      />
      <GradeField
        label="Sleeve condition"
        value={search.sleeve}
        choices={choices?.sleeves ?? []}
        error={errors.sleeve}
        onChange={setText("sleeve")}
      />
      <div className={styles.pair}>
        {field("min_price", "Minimum price", "decimal")}
        {field("max_price", "Maximum price", "decimal")}
      </div>
      <Select
        label="Currency"
        value={search.currency ?? "USD"}
        options={(choices?.currencies ?? ["USD"]).map((code) => ({ value: code, label: code }))}
        onChange={(currency) => {
          rememberCurrency(currency);
          onChange({ currency });
        }}
      />
      {field("min_wants", "Wanted by at least", "numeric")}
      <div className={styles.pair}>
        {field("min_year", "From year", "numeric")}
        {field("max_year", "To year", "numeric")}
      </div>
      <SellerField value={search.seller ?? ""} onChange={setText("seller")} />
      <Checkbox
        isSelected={search.unjudged ?? false}
        onChange={(unjudged) => onChange({ unjudged: unjudged || undefined })}
      >
        Without a verdict
      </Checkbox>
    </div>
  );
});

type GradeFieldProps = {
  label: string;
  value: string | undefined;
  choices: OfferChoices["conditions"];
  error: string | undefined;
  onChange: (grade: string) => void;
};

/** A choice of the worst grade that is good enough; other spellings in the address count as the same grade. */
function GradeField({ label, value, choices, error, onChange }: GradeFieldProps) {
  const selected = choices.find((choice) => isSameGrade(choice.value, value ?? ""))?.value ?? ANY;
  return (
    <Select
      label={label}
      value={value ? selected : ANY}
      options={[
        { value: ANY, label: "Any" },
        ...choices.map((choice) => ({
          value: choice.value,
          label: choice.value,
          detail: formatCount(choice.count),
        })),
      ]}
      error={error}
      onChange={(grade) => onChange(grade === ANY ? "" : grade)}
    />
  );
}

function isSameGrade(grade: string, text: string): boolean {
  const [name = "", short = ""] = grade.toLowerCase().replace(")", "").split(" (");
  const requested = text.trim().toLowerCase().replace(/\s+/g, " ");
  return [grade.toLowerCase(), name, short, ...short.split(" or ")].includes(requested);
}

function SellerField({ value, onChange }: { value: string; onChange: (seller: string) => void }) {
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  const term = useDebounced(text.trim(), SUGGEST_MS);
  const { data = [] } = useQuery(suggestionsQuery("seller", term === value ? "" : term));
  return (
    <ComboBox
      label="Seller"
      value={text}
      onChange={(next) => {
        setText(next);
        if (next === "" && value !== "") onChange("");
      }}
      onChoose={onChange}
      options={data.map((name) => ({ value: name, label: name }))}
      placeholder="Any"
    />
  );
}
