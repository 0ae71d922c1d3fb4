/** What a file of rules would change, counted and in the order in which it is worth reading. */
import type { ImportRow } from '../../../shared/alerts/rule-file.ts'

const order: readonly ImportRow['kind'][] = ['invalid', 'changed', 'added', 'same']

export const kindWords: Record<ImportRow['kind'], string> = {
  invalid: 'invalid',
  changed: 'changed',
  added: 'new',
  same: 'unchanged',
}

/** What is wrong first, what stays the same last; otherwise as the file has them. */
export function sortedRows(rows: readonly ImportRow[]): readonly ImportRow[] {
  return rows.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.place - b.place)
}

export type ImportVerdict = {
  /** `3 new, 1 changed, 2 unchanged`. */
  readonly summary: string
  /** Why it can't be applied; null where it can. */
  readonly problem: string | null
}

export function verdictOf(rows: readonly ImportRow[]): ImportVerdict {
  const count = (kind: ImportRow['kind']): number => rows.filter((row) => row.kind === kind).length
  const parts = (['added', 'changed', 'same', 'invalid'] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => `${count(kind)} ${kindWords[kind]}`)
  const invalid = count('invalid')
  const problem = ((): string | null => {
    if (rows.length === 0) return 'There are no alerts in this file.'
    if (invalid > 0)
      return `${invalid === 1 ? 'One alert is' : `${invalid} alerts are`} invalid, so nothing of this file can be taken in. Correct ${invalid === 1 ? 'it' : 'them'} in the file, then choose it again.`
    if (count('added') + count('changed') === 0)
      return 'All of it is here already: there is nothing to change.'
    return null
  })()
  return { summary: parts.join(', '), problem }
}
