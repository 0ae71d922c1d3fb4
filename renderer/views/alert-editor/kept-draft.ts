/** A rule that was being written when the editor was closed: kept while the window lives, and offered again. */
import type { EditorFields } from './fields.ts'

let kept: EditorFields | null = null

/** Nothing is kept of fields that nobody touched. */
export function keepDraft(fields: EditorFields, startedFrom: EditorFields): void {
  if (JSON.stringify(fields) !== JSON.stringify(startedFrom)) kept = fields
}

export function keptDraft(): EditorFields | null {
  return kept
}

export function forgetDraft(): void {
  kept = null
}
