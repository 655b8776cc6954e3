import { type FormEvent, useState } from "react";
import { Combobox } from "@/features/records/components/combobox";
import { type Filters, NAMES, type Name, NO_FILTERS, NUMBERS, SORTS } from "@/features/records/search/filters";

type Props = { filters: Filters; onSearch: (filters: Filters) => void };

/** What is typed stays here until it is searched for; what is picked is searched for at once. */
export function SearchForm({ filters, onSearch }: Props) {
  const [draft, setDraft] = useState(filters);
  const put = (name: Name) => (value: string) => setDraft((now) => ({ ...now, [name]: value }));
  const search = (change: Partial<Filters> = {}) => onSearch({ ...draft, ...change, page: 1 });

  function submit(event: FormEvent) {
    event.preventDefault();
    search();
  }

  return (
    <search>
      <form className="filters" onSubmit={submit}>
        <div className="field words">
          <label htmlFor="q">Artist, title or label</label>
          <input
            id="q"
            type="search"
            maxLength={500}
            value={draft.q}
            placeholder="e.g. flint recordings"
            onChange={(event) => put("q")(event.target.value)}
          />
        </div>
        <Combobox
          kind="genre"
          label="Genre or style"
          value={draft.genre_style}
          onChange={put("genre_style")}
          onPick={(genre_style) => search({ genre_style })}
        />
        <Combobox
          kind="condition"
          label="Condition"
          value={draft.condition}
          onChange={put("condition")}
          onPick={(condition) => search({ condition })}
        />
        <Combobox
          kind="seller"
          label="Seller"
          value={draft.seller}
          onChange={put("seller")}
          onPick={(seller) => search({ seller })}
        />
        {NUMBERS.map((name) => (
          <NumberField key={name} name={name} value={draft[name]} onChange={put(name)} />
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

type NumberProps = { name: Name; value: string; onChange: (value: string) => void };

function NumberField({ name, value, onChange }: NumberProps) {
  const isYear = name.endsWith("year");
  return (
    <div className="field number">
      <label htmlFor={name}>{NAMES[name]}</label>
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
