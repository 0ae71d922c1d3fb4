/** Selecting rows of a list by click and by key, as every file manager does. */

export type Selection = {
  readonly ids: ReadonlySet<string>
  /** Where a range begins. */
  readonly anchor: string | null
  /** The row that keys act on. */
  readonly active: string | null
}

export const nothingSelected: Selection = { ids: new Set(), anchor: null, active: null }

function rangeOf(order: readonly string[], from: string | null, to: string): readonly string[] {
  const start = from === null ? -1 : order.indexOf(from)
  const end = order.indexOf(to)
  if (end === -1) return []
  if (start === -1) return [to]
  return order.slice(Math.min(start, end), Math.max(start, end) + 1)
}

/** One alone; with Control one more or less; with Shift all from the anchor, and with both these besides. */
export function clickRow(
  order: readonly string[],
  selection: Selection,
  id: string,
  { shift, mod }: { readonly shift: boolean; readonly mod: boolean },
): Selection {
  if (shift) {
    const range = rangeOf(order, selection.anchor, id)
    const ids = new Set(mod ? [...selection.ids, ...range] : range)
    return { ids, anchor: selection.anchor ?? id, active: id }
  }
  return mod ? toggleRow(selection, id) : { ids: new Set([id]), anchor: id, active: id }
}

/** One more or less, without touching the others. */
export function toggleRow({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: next, anchor: id, active: id }
}

/** The arrow keys move what is active; with Shift they select what they pass. */
export function moveRow(
  order: readonly string[],
  selection: Selection,
  steps: number,
  extend: boolean,
): Selection {
  if (order.length === 0) return selection
  const at = selection.active === null ? -1 : order.indexOf(selection.active)
  const to = at === -1 ? (steps > 0 ? 0 : order.length - 1) : at + steps
  const active = order[Math.max(0, Math.min(order.length - 1, to))] ?? null
  if (active === null) return selection
  if (!extend) return { ...selection, active }
  const anchor = selection.anchor !== null && order.includes(selection.anchor) ? selection.anchor : null
  const from = anchor ?? selection.active ?? active
  return { ids: new Set(rangeOf(order, from, active)), anchor: from, active }
}

export function selectAll(order: readonly string[], selection: Selection): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null, active: selection.active ?? order[0] ?? null }
}

/** Without what is no longer shown. */
export function keepShown(order: readonly string[], selection: Selection): Selection {
  const shown = new Set(order)
  const ids = [...selection.ids].filter((id) => shown.has(id))
  const keep = (id: string | null): string | null => (id !== null && shown.has(id) ? id : null)
  const [anchor, active] = [keep(selection.anchor), keep(selection.active)]
  const same = ids.length === selection.ids.size && anchor === selection.anchor && active === selection.active
  return same ? selection : { ids: new Set(ids), anchor, active }
}
