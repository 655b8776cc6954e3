/** How the next offers to judge are chosen; the choice is kept in this browser. */
import { useState } from "react";
import type { Strategy } from "@/features/records/types";

const KEY = "alcove.judge.strategy";
const CHOICES: Record<Strategy, { name: string; meaning: string }> = {
  diverse: { name: "To learn from", meaning: "unlike each other and unlike what has been judged" },
  uncertain: { name: "Close calls", meaning: "those the model is least sure of" },
  random: { name: "By chance", meaning: "any that nobody has judged" },
};
const ALL = Object.keys(CHOICES) as Strategy[];

function storedStrategy(): Strategy {
  const stored = globalThis.localStorage?.getItem(KEY);
  return ALL.find((strategy) => strategy === stored) ?? "diverse";
}

export function useStrategy(): [Strategy, (strategy: Strategy) => void] {
  const [strategy, setStrategy] = useState(storedStrategy);
  return [
    strategy,
    (chosen) => {
      globalThis.localStorage?.setItem(KEY, chosen);
      setStrategy(chosen);
    },
  ];
}

type Props = { chosen: Strategy; used: Strategy | undefined; onChoose: (strategy: Strategy) => void };

export function StrategyChoice({ chosen, used, onChoose }: Props) {
  return (
    <section className="strategy">
      <h2 id="strategy-name">What to judge next</h2>
      <div className="choices" role="radiogroup" aria-labelledby="strategy-name">
        {ALL.map((strategy) => (
          <label key={strategy}>
            <input
              type="radio"
              name="strategy"
              value={strategy}
              checked={strategy === chosen}
              onChange={() => onChoose(strategy)}
            />
            <span>
              {CHOICES[strategy].name}
              <small>{CHOICES[strategy].meaning}</small>
            </span>
          </label>
        ))}
      </div>
      {used && used !== chosen && (
        <p className="aside">Until the model has learnt, these come {CHOICES[used].name.toLowerCase()}.</p>
      )}
    </section>
  );
}
