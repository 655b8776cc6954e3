import { type FormEvent, useState } from "react";
import { Combobox } from "@/features/records/components/combobox";
import {
  FILTER_LABELS,
  type FilterName,
  type Filters,
  NO_FILTERS,
  NUMBER_FILTERS,
  SORTS,
} from "@/features/records/search/filters";

type Props = { filters: Filters; onSearch: (filters: Filters) => void };

/** The search form. Typed text is searched for on submit, a chosen suggestion or sort order immediately. */
export function SearchForm({ filters, onSearch }: Props) {
  const [draft, setDraft] = useState(filters);
  const setField = (name: FilterName) => (value: string) => setDraft((draft) => ({ ...draft, [name]: value }));
  const search = (change: Partial<Filters> = {}) => onSearch({ ...draft, ...change, page: 1 });

  function submit(event: FormEvent) {
    event.preventDefault();
    search();
  }

  return (
    <search>
      <form className="filters" onSubmit={submit}>
        <div className="field query">
          <label htmlFor="q">Artist, title or label</label>
          <input
            id="q"
            type="search"
            maxLength={500}
            value={draft.q}
            placeholder="e.g. flint recordings"
            onChange={(event) => setField("q")(event.target.value)}
          />
        </div>
        <Combobox
          kind="genre"
          label="Genre or style"
          value={draft.genre_style}
          onChange={setField("genre_style")}
          onPick={(genre_style) => search({ genre_style })}
        />
        <Combobox
          kind="condition"
          label="Condition"
          value={draft.condition}
          onChange={setField("condition")}
          onPick={(condition) => search({ condition })}
        />
        <Combobox
          kind="seller"
          label="Seller"
          value={draft.seller}
          onChange={setField("seller")}
          onPick={(seller) => search({ seller })}
        />
        {NUMBER_FILTERS.map((name) => (
          <NumberField key={name} name={name} value={draft[name]} onChange={setField(name)} />
        ))}
        <div className="field">
          <label htmlFor="sort">Order</label>
          <select
            id="sort"
            value={draft.sort}
            onChange={(event) => {
              const sort = event.target.value as Filters["sort"];
              setDraft({ ...draft, sort });
              search({ sort });
            }}
          >
            {Object.entries(SORTS).map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </div>
        <div className="buttons">
          <button type="submit">Search</button>
          <button type="button" className="quiet" onClick={() => onSearch(NO_FILTERS)}>
            Clear
          </button>
        </div>
      </form>
    </search>
  );
}

type NumberProps = { name: FilterName; value: string; onChange: (value: string) => void };

function NumberField({ name, value, onChange }: NumberProps) {
  const isYear = name.endsWith("year");
  return (
    <div className="field number">
      <label htmlFor={name}>{FILTER_LABELS[name]}</label>
      <input
        id={name}
        type="number"
        inputMode={isYear ? "numeric" : "decimal"}
        min={isYear ? 1850 : 0}
        max={isYear ? 2100 : undefined}
        step={isYear ? 1 : "any"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
