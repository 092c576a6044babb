// Which rows the table of models has. Pure.

/** The models by provider, and below each provider's a row for all that have no rule of their own. */
export function ruleRows(models) {
  const groups = new Map();
  for (const one of models) groups.set(one.provider, [...(groups.get(one.provider) ?? []), complete(one)]);
  return [...groups].flatMap(([provider, rules]) => {
    const rest = rules.find(({ model }) => model === "*") ?? complete({ provider, model: "*" });
    return [...rules.filter(({ model }) => model !== "*"), rest];
  });
}

const complete = (rule) => ({ ...rule, allowed: rule.allowed ?? "everyone", people: rule.people ?? [] });
