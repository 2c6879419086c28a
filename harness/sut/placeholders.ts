/** `{name}`, or `{name:sh}` for the value as one quoted word of a POSIX shell (for `sh -c`, `ssh`, `adb shell`). */
const placeholder = /\{([A-Za-z]+)(:sh)?\}/g;

/** The placeholders of a template, in order; `plain` are those without `:sh`. */
export function placeholdersOf(template: string): { name: string; plain: boolean }[] {
  return [...template.matchAll(placeholder)].map(([, name, quoted]) => ({ name: name!, plain: !quoted }));
}

/** Fills the placeholders of a template; one without a value stays as it is. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(placeholder, (whole, name: string, quoted: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name]! : undefined;
    if (value === undefined) return whole;
    return quoted ? `'${value.replaceAll("'", `'\\''`)}'` : value;
  });
}

/** Fills the placeholders of every value of a mapping. */
export function fillAll(
  templates: Readonly<Record<string, string>> | undefined,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(templates ?? {}).map(([name, value]) => [name, fill(value, values)]));
}
