/** Where in a JSON document a number stands: `order.price`, `$.legs[0].price`, `["odd key"].x`. */

const step = /^(?:\.?([^\s.[\]"]+)|\[(\d{1,6})\]|\[("(?:[^"\\]|\\.)*")\])/
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

/** The keys and places that lead to the value, or where the path can't be read (place of the first wrong character). */
export function parseJsonPath(path: string): readonly (string | number)[] | { readonly wrongAt: number } {
  let at = path.startsWith('$') ? 1 : 0
  const steps: (string | number)[] = []
  while (at < path.length) {
    const found = step.exec(path.slice(at))
    // A name that is not the first needs its point.
    if (found === null || (found[1] !== undefined && at > 0 && path[at] !== '.')) return { wrongAt: at }
    const [whole, name, place, quoted] = found
    if (name !== undefined) steps.push(name)
    else if (place !== undefined) steps.push(Number(place))
    else {
      try {
        steps.push(String(JSON.parse(quoted ?? '')))
      } catch {
        return { wrongAt: at }
      }
    }
    at += whole.length
  }
  return steps
}

/**
 * The number at `path`, or null: for a path that leads nowhere, and for what is neither a finite number nor a text that
 * is one in decimal notation. Only a document's own keys are followed.
 */
export function numberAt(document: unknown, path: readonly (string | number)[]): number | null {
  let value: unknown = document
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null
    value = (value as Record<string | number, unknown>)[key]
  }
  const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
