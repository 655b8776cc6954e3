import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { configQuery } from "@/features/books/queries";
import type { Filters } from "@/features/books/search/address";
import styles from "@/features/books/search/search.module.css";
import { Button } from "@/shared/components/button";
import { Dialog } from "@/shared/components/dialog";
import { SearchField } from "@/shared/components/fields";
import { type Option, Select } from "@/shared/components/select";

type SearchFormProps = { filters: Filters; onSearch: (change: Partial<Filters>) => void };

/** The search field, and the filters: beside it, or in a dialog on a narrow screen. */
export function SearchForm({ filters, onSearch }: SearchFormProps) {
  const [text, setText] = useState(filters.q);
  const [isOpen, setIsOpen] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({ q: text.trim(), page: null });
  };
  const choices = <FilterChoices filters={filters} onSearch={onSearch} />;
  const count = [filters.format, filters.lang].filter((value) => value !== "").length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: the element <search> is not known to the supported screen readers
    <form id="search" role="search" className={styles.form} onSubmit={submit}>
      <div className={styles.words}>
        <SearchField
          label="Title, author or ISBN"
          value={text}
          onChange={setText}
          onClear={() => setText("")}
          autoFocus={filters.q === ""}
          maxLength={1000}
        />
      </div>
      <div className={styles.choices}>{choices}</div>
      <div className={styles.buttons}>
        <div className={styles.filterButton}>
          <Button onPress={() => setIsOpen(true)}>{count > 0 ? `Filters (${count})` : "Filters"}</Button>
        </div>
        <Button type="submit" variant="primary">
          Search
        </Button>
      </div>
      <Dialog title="Filters" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <div className={styles.dialog}>
          {choices}
          <Button variant="primary" onPress={() => setIsOpen(false)}>
            Show results
          </Button>
        </div>
      </Dialog>
    </form>
  );
}

const ANY_FORMAT: Option = { value: "any", label: "Any format" };
const ANY_LANGUAGE: Option = { value: "all", label: "Any language" };

function FilterChoices({ filters, onSearch }: SearchFormProps) {
  const { data } = useQuery(configQuery());
  const formats = (data?.supported_formats ?? []).map((name) => ({ value: name, label: name.toUpperCase() }));
  const languages = (data?.book_languages ?? []).map(({ code, language }) => ({ value: code, label: language }));
  const defaults = (data?.default_language ?? [])
    .map((code) => languages.find(({ value }) => value === code)?.label ?? code)
    .join(", ");
  const usual: Option = { value: "usual", label: defaults ? `My languages (${defaults})` : "My languages" };
  return (
    <>
      <Select
        label="Format"
        options={withValue([ANY_FORMAT, ...formats], filters.format)}
        value={filters.format || ANY_FORMAT.value}
        onChange={(format) => onSearch({ format: format === ANY_FORMAT.value ? "" : format, page: null })}
      />
      <Select
        label="Language"
        options={withValue([usual, ANY_LANGUAGE, ...languages], filters.lang)}
        value={filters.lang || usual.value}
        onChange={(lang) => onSearch({ lang: lang === usual.value ? "" : lang, page: null })}
      />
    </>
  );
}

/** Return the options with one for a value of the address that they do not have. */
const withValue = (options: readonly Option[], value: string): readonly Option[] =>
  value === "" || options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
