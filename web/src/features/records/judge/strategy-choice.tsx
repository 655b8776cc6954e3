/** The choice of the strategy that selects the next offers to judge; it is stored in this browser. */
import { useState } from "react";
import type { Strategy } from "@/features/records/types";

const KEY = "alcove.judge.strategy";
const CHOICES: Record<Strategy, { name: string; meaning: string }> = {
  diverse: { name: "Diverse", meaning: "offers unlike each other and unlike those with a verdict" },
  uncertain: { name: "Uncertain", meaning: "offers that the model is least sure about" },
  random: { name: "Random", meaning: "any offers without a verdict" },
};
const STRATEGIES = Object.keys(CHOICES) as Strategy[];

function loadStrategy(): Strategy {
  const stored = globalThis.localStorage?.getItem(KEY);
  return STRATEGIES.find((strategy) => strategy === stored) ?? "diverse";
}

export function useStrategy(): [Strategy, (strategy: Strategy) => void] {
  const [strategy, setStrategy] = useState(loadStrategy);
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
        {STRATEGIES.map((strategy) => (
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
        <p className="aside">Until a model is trained, the server uses: {CHOICES[used].name.toLowerCase()}.</p>
      )}
    </section>
  );
}
